import { Failure } from '../failure.ts'
import type { Config } from './config-file.ts'
import type { SettingValue } from './kind.ts'
import { SECRET, type Setting } from './settings.ts'

/** A setting's value where no flag is given, and its source. */
export interface ResolvedSetting {
  /** Undefined where it is set nowhere and has no default. */
  readonly value: SettingValue | undefined
  readonly from: 'environment' | 'configuration' | 'default'
}

/**
 * Resolves a setting: environment, configuration file, default. A flag overrides all of them.
 *
 * @throws Failure `usage` where the variable has an invalid value
 */
export function resolveSetting(
  setting: Setting,
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): ResolvedSetting {
  const text = env[setting.env]
  // An empty variable counts as unset: some shells cannot unset one for a single command.
  if (text !== undefined && text !== '') {
    const value = setting.kind.fromText(text)
    if (value !== undefined) return { value, from: 'environment' }
    throw new Failure({
      code: 'usage',
      what: 'the value is invalid',
      where: setting.env,
      expected: setting.kind.expected,
      found: setting.isSecret ? SECRET : text,
    })
  }
  const configured = config.values.get(setting.key)
  if (configured) return { value: configured.value, from: 'configuration' }
  return { value: setting.default, from: 'default' }
}

/** A value for display; a secret is shown as "set". */
export function formatSetting(
  { isSecret, fallbackText }: Setting,
  value: SettingValue | undefined,
): string {
  if (value === undefined) return fallbackText ?? 'none'
  if (isSecret) return 'set'
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .flatMap(([name, size]: [string, unknown]) =>
      typeof size === 'object' && size !== null
        ? Object.entries(size).map(([field, each]) => `${name}.${field} ${each}`)
        : `${name} ${size}`,
    )
    .join(', ')
}
