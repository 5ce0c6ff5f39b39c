import { type Config, NO_CONFIG } from '../config/config-file.ts'
import type { SettingValue } from '../config/kind.ts'
import { formatSetting, type Resolved, resolve } from '../config/resolve-setting.ts'
import { ALL_SETTINGS, SETTINGS, type Setting } from '../config/settings.ts'
import { Failure } from '../failure.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type Finding, fault, note, ok } from './finding.ts'

/** A setting as commands would find it. */
export interface SettingInForce {
  readonly key: string
  readonly value: string
  /** "SPYMASTER_LAKE", "/desk/spymaster.config.yaml, line 3" or "default". */
  readonly from: string
}

export interface Settings {
  readonly finding: Finding
  readonly inForce: readonly SettingInForce[]
  /** What stages would be run with. */
  readonly options: StageOptions
}

/**
 * What is settled, and by what.
 *
 * @param read gives the configuration, or throws what is wrong with it
 * @param given what flags say, by key
 */
export async function examineSettings(
  read: () => Promise<Config>,
  env: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, SettingValue>> = {},
): Promise<Settings> {
  const faults: string[] = []
  const told = (error: unknown) => {
    if (!(error instanceof Failure)) throw error
    faults.push(error.message)
  }
  const config = await read().catch((error: unknown) => {
    told(error)
    return NO_CONFIG
  })
  const settled = new Map<Setting, Resolved>()
  for (const setting of ALL_SETTINGS) {
    try {
      settled.set(setting, resolve(setting, env, config))
    } catch (error) {
      told(error)
    }
  }
  const inForce = [...settled].map(([setting, value]) => {
    const flag = given[setting.key]
    return flag === undefined
      ? inForceOf(setting, value, config)
      : { key: setting.key, value: formatSetting(setting, flag), from: `--${setting.key}` }
  })
  const options = optionsOf((setting) => settled.get(setting)?.value)
  return { finding: findingOf(config, faults), inForce, options }
}

function optionsOf(chosen: (setting: Setting) => SettingValue | undefined): StageOptions {
  return {
    session: chosen(SETTINGS.session) as string | undefined,
    maxRelTicks: chosen(SETTINGS.maxRelTicks) as number | undefined,
    calibration: chosen(SETTINGS.calibration) as string | undefined,
    expiry: chosen(SETTINGS.expiry) as string | undefined,
    rate: chosen(SETTINGS.rate) as number | undefined,
    dealerSigns: chosen(SETTINGS.dealerSigns) as StageOptions['dealerSigns'],
    multipliers: chosen(SETTINGS.multiplier) as StageOptions['multipliers'],
    roots: chosen(SETTINGS.roots) as StageOptions['roots'],
  }
}

function inForceOf(setting: Setting, { value, from }: Resolved, config: Config): SettingInForce {
  const line = config.values.get(setting.key)?.line
  const places = {
    environment: setting.env,
    configuration: `${config.path}, line ${line}`,
    default: 'default',
  }
  return { key: setting.key, value: formatSetting(setting, value), from: places[from] }
}

function findingOf({ path }: Config, faults: readonly string[]): Finding {
  if (faults.length > 0) return fault('settings', faults.join(' '))
  return path === undefined
    ? note('settings', 'no configuration file; defaults and the environment are in force')
    : ok('settings', path)
}
