import { Errors, Flags, type Interfaces } from '@oclif/core'
import type { Config } from '../config/config-file.ts'
import type { FieldsByName, NumbersByName } from '../config/kind.ts'
import { resolveSetting } from '../config/resolve-setting.ts'
import {
  ALL_SETTINGS,
  CACHE_GB,
  LAYOUTS,
  MAX_CLIENTS,
  MAX_PER_ADDRESS,
  MAX_REL_TICKS,
  PORT,
  RAMPS,
  SETTINGS,
  type Setting,
  THEMES,
  WORKERS,
} from '../config/settings.ts'
import { EXIT } from '../failure.ts'

/** Flags that the environment and a configuration file can set too; see {@link withSettings}. */
export const settingFlags = {
  lake: Flags.directory({
    ...flagText(SETTINGS.lake),
    default: SETTINGS.lake.default,
    helpGroup: 'GLOBAL',
  }),
  endpoint: Flags.string({ ...flagText(SETTINGS.s3Endpoint), helpGroup: 'GLOBAL' }),
  cache: Flags.string({ ...flagText(SETTINGS.s3Cache), helpGroup: 'GLOBAL' }),
  'cache-gb': Flags.integer({
    ...flagText(SETTINGS.s3CacheGb),
    ...CACHE_GB,
    default: SETTINGS.s3CacheGb.default,
    helpGroup: 'GLOBAL',
  }),
  session: Flags.string(flagText(SETTINGS.session)),
  'max-rel-ticks': Flags.integer({ ...flagText(SETTINGS.maxRelTicks), ...MAX_REL_TICKS }),
  calibration: Flags.string(flagText(SETTINGS.calibration)),
  expiry: Flags.string(flagText(SETTINGS.expiry)),
  rate: Flags.custom<number>({ ...flagText(SETTINGS.rate), parse: read<number>(SETTINGS.rate) })(),
  'dealer-signs': Flags.custom<NumbersByName>({
    ...flagText(SETTINGS.dealerSigns),
    parse: read<NumbersByName>(SETTINGS.dealerSigns),
  })(),
  'customer-aggressor': Flags.custom<number>({
    ...flagText(SETTINGS.customerAggressor),
    parse: read<number>(SETTINGS.customerAggressor),
  })(),
  multiplier: Flags.custom<NumbersByName>({
    ...flagText(SETTINGS.multiplier),
    parse: read<NumbersByName>(SETTINGS.multiplier),
  })(),
  roots: Flags.custom<FieldsByName>({
    ...flagText(SETTINGS.roots),
    parse: read<FieldsByName>(SETTINGS.roots),
  })(),
  workers: Flags.integer({
    ...flagText(SETTINGS.workers),
    ...WORKERS,
    default: SETTINGS.workers.default,
  }),
  theme: Flags.option({
    ...flagText(SETTINGS.theme),
    options: THEMES,
    default: SETTINGS.theme.default,
  })(),
  ramps: Flags.option({
    ...flagText(SETTINGS.ramps),
    options: RAMPS,
    default: SETTINGS.ramps.default,
  })(),
  layout: Flags.option({ ...flagText(SETTINGS.layout), options: LAYOUTS })(),
  'vacuum-floor': Flags.custom<number>({
    ...flagText(SETTINGS.vacuumFloor),
    parse: read<number>(SETTINGS.vacuumFloor),
    default: SETTINGS.vacuumFloor.default,
  })(),
  gateway: Flags.string({
    ...flagText(SETTINGS.databentoGateway),
    default: SETTINGS.databentoGateway.default,
  }),
  host: Flags.string({ ...flagText(SETTINGS.host), default: SETTINGS.host.default }),
  port: Flags.integer({ ...flagText(SETTINGS.port), ...PORT, default: SETTINGS.port.default }),
  token: Flags.string(flagText(SETTINGS.token)),
  'tls-cert': Flags.string(flagText(SETTINGS.tlsCert)),
  'tls-key': Flags.string(flagText(SETTINGS.tlsKey)),
  'allow-origin': Flags.string({ ...flagText(SETTINGS.allowOrigin), multiple: true }),
  'max-clients': Flags.integer({
    ...flagText(SETTINGS.maxClients),
    ...MAX_CLIENTS,
    default: SETTINGS.maxClients.default,
  }),
  'max-per-address': Flags.integer({
    ...flagText(SETTINGS.maxPerAddress),
    ...MAX_PER_ADDRESS,
    default: SETTINGS.maxPerAddress.default,
  }),
}

/**
 * Description and environment variable of a flag; {@link withSettings} finds the setting by the
 * variable.
 */
function flagText({ description, env }: Setting): { description: string; env: string } {
  return { description, env }
}

function read<T>({ kind }: Setting): (text: string) => Promise<T> {
  return async (text) => {
    const value = kind.fromText(text)
    if (value !== undefined) return value as T
    const message = `Expected ${kind.expected} but received: ${text}`
    throw new Errors.CLIError(message, { exit: EXIT.usage })
  }
}

type FlagDefinitions = Readonly<Record<string, object>>

/**
 * A command's flags with the environment's and the configuration's values as their defaults.
 *
 * @throws Failure `usage` where a variable has an invalid value
 */
export function withSettings<F>(
  flags: F & FlagDefinitions,
  env: Readonly<Record<string, string | undefined>>,
  config: Config,
): F {
  const resolved = Object.entries(flags).map(([name, flag]) => {
    const { env: variable, ...rest } = flag as Interfaces.OptionFlag<unknown>
    const setting = ALL_SETTINGS.find((each) => each.env === variable)
    if (!setting) return [name, flag]
    const { value } = resolveSetting(setting, env, config)
    return [name, value === undefined ? rest : { ...rest, default: value }]
  })
  return Object.fromEntries(resolved)
}
