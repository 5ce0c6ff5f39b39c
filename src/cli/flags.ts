import { Flags } from '@oclif/core'
import type { FieldsByName, NumbersByName } from '../config/kind.ts'
import { parseDates } from '../market/dates.ts'
import { PRICE_FORMATS } from '../market/fraction-price.ts'
import type { StageOptions } from '../stages/stage.ts'
import { settingFlags } from './setting-flags.ts'

/** Flags that several commands share. */

export const symbolFlag = Flags.string({
  description: 'contract (ESH6), or root (ES) for the front contract of each date',
})

export const datesFlag = Flags.string({
  description: 'trading dates: 2026-01-06, a list A,B or a range A:B',
})

export const utcDatesFlag = Flags.string({
  description: 'UTC dates of the files: 2026-01-06, a list A,B or a range A:B',
})

export const dtFlag = Flags.string({ description: 'date, 2026-01-06' })

export const priceFormatFlag = Flags.option({
  description:
    "prices as decimals, or in the market's fractions: ZN 110'16.5 (32nds), ZC 450'2 (8ths)",
  options: PRICE_FORMATS,
  default: 'decimal',
})()

export const overwriteFlag = Flags.boolean({
  description: 'run again and replace existing partitions',
})

export const allowTruncatedFlag = Flags.boolean({
  description: 'keep the complete records of a truncated file, and note it in the manifest',
})

export const allowLateFlag = Flags.boolean({
  description: 'make a day although more than 5 % of its records came after their second',
})

export const engineFlag = Flags.string({
  description: 'Redis or Valkey that holds the jobs of workers: redis://HOST',
  env: 'SPYMASTER_ENGINE',
})

/** Flags that select the days of a pipeline command. */
export const targetFlags = {
  symbol: Flags.string({
    description:
      'contract (ESH6), root (ES) for the front contract of each date, or several (ES,NQ); default: all',
  }),
  dates: datesFlag,
}

/** Flags that become stage parameters. */
export const stageFlags = {
  session: settingFlags.session,
  'max-rel-ticks': settingFlags['max-rel-ticks'],
  calibration: settingFlags.calibration,
  expiry: settingFlags.expiry,
  rate: settingFlags.rate,
  'dealer-signs': settingFlags['dealer-signs'],
  'customer-aggressor': settingFlags['customer-aggressor'],
  multiplier: settingFlags.multiplier,
  roots: settingFlags.roots,
  'product-type': Flags.option({
    description: 'run only stages of this product',
    options: ['future_mbo', 'future_option_mbo', 'hud'] as const,
  })(),
}

export const waitFlag = Flags.integer({
  description: 'seconds to wait for another run that writes the same partition',
  default: 60,
  min: 0,
})

/** Flags of every command that runs stages. */
export const runFlags = {
  ...targetFlags,
  ...stageFlags,
  'require-whole': Flags.boolean({
    description: 'skip days whose session is only partly covered, and exit with 3',
  }),
  overwrite: overwriteFlag,
  'allow-truncated': allowTruncatedFlag,
  'allow-late': allowLateFlag,
  workers: settingFlags.workers,
  wait: waitFlag,
}

export interface TargetFlagValues {
  readonly symbol?: string | undefined
  readonly dates?: string | undefined
}

/** The symbols and dates that the target flags select. */
export function targetsFrom({ symbol, dates }: TargetFlagValues) {
  return { symbol, dates: dates === undefined ? undefined : parseDates(dates) }
}

export interface StageFlagValues {
  readonly session?: string | undefined
  readonly 'max-rel-ticks'?: number | undefined
  readonly calibration?: string | undefined
  readonly expiry?: string | undefined
  readonly rate?: number | undefined
  readonly 'dealer-signs'?: NumbersByName | undefined
  readonly 'customer-aggressor'?: number | undefined
  readonly multiplier?: NumbersByName | undefined
  readonly roots?: FieldsByName | undefined
}

/** The stage options that the flags set. */
export function optionsFrom(flags: StageFlagValues): StageOptions {
  const { session, calibration, expiry, rate, multiplier: multipliers, roots } = flags
  const { call, put } = flags['dealer-signs'] ?? {}
  const dealerSigns = call === undefined || put === undefined ? undefined : { call, put }
  const maxRelTicks = flags['max-rel-ticks']
  const customerAggressor = flags['customer-aggressor']
  const dealers = { rate, dealerSigns, customerAggressor, multipliers }
  return { session, maxRelTicks, calibration, expiry, ...dealers, roots }
}
