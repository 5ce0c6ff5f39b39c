import { Failure } from '../failure.ts'
import type { Config } from './config-file.ts'
import type { SettingValue } from './kind.ts'
import type { Setting } from './settings.ts'

/** What a setting is where no flag says otherwise, and who says so. */
export interface Resolved {
  /** Undefined where nobody says anything and there is no default. */
  readonly value: SettingValue | undefined
  readonly from: 'environment' | 'configuration' | 'default'
}

/**
 * Environment before configuration before default; a flag goes before all of them.
 *
 * @throws Failure `usage` where the environment makes no sense
 */
export function resolve(
  setting: Setting,
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): Resolved {
  const text = env[setting.env]
  // An empty variable is none: there is no other way to take one back in some shells.
  if (text !== undefined && text !== '') {
    const value = setting.kind.fromText(text)
    if (value !== undefined) return { value, from: 'environment' }
    throw new Failure({
      code: 'usage',
      what: 'the value cannot be used',
      where: setting.env,
      expected: setting.kind.expected,
      found: setting.isSecret ? 'another' : text,
    })
  }
  const configured = config.values.get(setting.key)
  if (configured) return { value: configured.value, from: 'configuration' }
  return { value: setting.default, from: 'default' }
}

/** A value as people read it; a secret is only said to be there. */
export function formatSetting(
  { isSecret, otherwise }: Setting,
  value: SettingValue | undefined,
): string {
  if (value === undefined) return otherwise ?? 'none'
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
