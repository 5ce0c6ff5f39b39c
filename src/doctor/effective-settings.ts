import { type Config, NO_CONFIG } from '../config/config-file.ts'
import type { SettingValue } from '../config/kind.ts'
import { formatSetting, type ResolvedSetting, resolveSetting } from '../config/resolve-setting.ts'
import { ALL_SETTINGS, SETTINGS, type Setting } from '../config/settings.ts'
import { Failure } from '../failure.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type DoctorFinding, note, ok, problem } from './finding.ts'

/** A setting's effective value and its source. */
export interface EffectiveSetting {
  readonly key: string
  readonly value: string
  /** "SPYMASTER_LAKE", "/desk/spymaster.config.yaml, line 3" or "default". */
  readonly from: string
}

export interface SettingsExamination {
  readonly finding: DoctorFinding
  readonly effective: readonly EffectiveSetting[]
  /** The stage options that these settings give. */
  readonly options: StageOptions
}

/**
 * Resolves every setting, and reports invalid ones as findings.
 *
 * @param read reads the configuration; throws a Failure where it is invalid
 * @param given values given as flags, by key
 */
export async function examineSettings(
  read: () => Promise<Config>,
  env: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, SettingValue>> = {},
): Promise<SettingsExamination> {
  const messages: string[] = []
  const collect = (error: unknown) => {
    if (!(error instanceof Failure)) throw error
    messages.push(error.message)
  }
  const config = await read().catch((error: unknown) => {
    collect(error)
    return NO_CONFIG
  })
  const resolved = new Map<Setting, ResolvedSetting>()
  for (const setting of ALL_SETTINGS) {
    try {
      resolved.set(setting, resolveSetting(setting, env, config))
    } catch (error) {
      collect(error)
    }
  }
  const inForce = [...resolved].map(([setting, value]) => {
    const flag = given[setting.key]
    return flag === undefined
      ? effectiveSetting(setting, value, config)
      : { key: setting.key, value: formatSetting(setting, flag), from: `--${setting.key}` }
  })
  const options = stageOptions((setting) => resolved.get(setting)?.value)
  return { finding: settingsFinding(config, messages), effective: inForce, options }
}

function stageOptions(chosen: (setting: Setting) => SettingValue | undefined): StageOptions {
  return {
    session: chosen(SETTINGS.session) as string | undefined,
    maxRelTicks: chosen(SETTINGS.maxRelTicks) as number | undefined,
    calibration: chosen(SETTINGS.calibration) as string | undefined,
    expiry: chosen(SETTINGS.expiry) as string | undefined,
    rate: chosen(SETTINGS.rate) as number | undefined,
    dealerSigns: chosen(SETTINGS.dealerSigns) as StageOptions['dealerSigns'],
    customerAggressor: chosen(SETTINGS.customerAggressor) as number | undefined,
    multipliers: chosen(SETTINGS.multiplier) as StageOptions['multipliers'],
    roots: chosen(SETTINGS.roots) as StageOptions['roots'],
  }
}

function effectiveSetting(
  setting: Setting,
  { value, from }: ResolvedSetting,
  config: Config,
): EffectiveSetting {
  const line = config.values.get(setting.key)?.line
  const places = {
    environment: setting.env,
    configuration: `${config.path}, line ${line}`,
    default: 'default',
  }
  return { key: setting.key, value: formatSetting(setting, value), from: places[from] }
}

function settingsFinding({ path }: Config, faults: readonly string[]): DoctorFinding {
  if (faults.length > 0) return problem('settings', faults.join(' '))
  return path === undefined
    ? note('settings', 'no configuration file; defaults and the environment apply')
    : ok('settings', path)
}
