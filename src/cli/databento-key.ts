import type { Config } from '../config/config-file.ts'
import { resolveSetting } from '../config/resolve-setting.ts'
import { SETTINGS } from '../config/settings.ts'
import { Failure } from '../failure.ts'

/**
 * The API key of Databento's services, from the environment or the configuration file. There is no
 * flag for it, since other users of the machine see command lines. It is never printed.
 *
 * @param missing says in the error what there is not, and what else to do about it
 * @throws Failure `usage` where it is set nowhere
 */
export function databentoKey(
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
  { what, fix }: { readonly what: string; readonly fix?: string } = { what: 'there is no API key' },
): string {
  const { value } = resolveSetting(SETTINGS.databentoKey, env, config)
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new Failure({
    code: 'usage',
    what,
    where: SETTINGS.databentoKey.env,
    fix: [`set it, or ${SETTINGS.databentoKey.key} in the configuration file`, fix]
      .filter(Boolean)
      .join(', '),
  })
}
