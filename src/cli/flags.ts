import { Flags } from '@oclif/core'
import { parseDates } from '../market/dates.ts'
import type { StageOptions } from '../stages/stage.ts'

/** Flags that several commands share, with one meaning. */

export const symbolFlag = Flags.string({
  description: 'contract (ESH6), or root (ES) for the front contract of each date',
})

export const datesFlag = Flags.string({
  description: 'dates: 2026-01-06, a list A,B or a range A:B of those that have data',
})

export const dtFlag = Flags.string({ description: 'date, 2026-01-06' })

export const overwriteFlag = Flags.boolean({
  description: 'run again, and replace what is there',
})

/** Flags that say which days a pipeline command is about. */
export const targetFlags = { symbol: symbolFlag, dates: datesFlag }

/** Flags that say how stages run. */
export const stageFlags = {
  session: Flags.string({
    description: 'file, rth, globex or HH:MM-HH:MM[@zone]; kept from the last run if left out',
  }),
  'max-rel-ticks': Flags.integer({
    description: 'how far from spot rows are kept, in ticks; kept from the last run if left out',
    min: 20,
    max: 2000,
  }),
  calibration: Flags.string({
    description: 'prior, same-day or a date whose session norms the scores',
  }),
  expiry: Flags.string({
    description: 'options to sum: 0dte, a number of days like 7d, or all',
  }),
  'product-type': Flags.option({
    description: 'only stages of this product',
    options: ['future_mbo', 'future_option_mbo', 'hud'] as const,
  })(),
}

export const waitFlag = Flags.integer({
  description: 'seconds to wait for another run that writes the same partition',
  default: 60,
  min: 0,
})

export const workersFlag = Flags.integer({
  description: 'how many stages and days to run at once, in processes of their own',
  default: 1,
  min: 1,
  max: 64,
})

/** Flags of every command that runs stages. */
export const runFlags = {
  ...targetFlags,
  ...stageFlags,
  overwrite: overwriteFlag,
  workers: workersFlag,
  wait: waitFlag,
}

export interface TargetFlagValues {
  readonly symbol?: string | undefined
  readonly dates?: string | undefined
}

/** What the target flags mean. */
export function targetsFrom({ symbol, dates }: TargetFlagValues) {
  return { symbol, dates: dates === undefined ? undefined : parseDates(dates) }
}

export interface StageFlagValues {
  readonly session?: string | undefined
  readonly 'max-rel-ticks'?: number | undefined
  readonly calibration?: string | undefined
  readonly expiry?: string | undefined
}

/** What the stage flags mean. */
export function optionsFrom(flags: StageFlagValues): StageOptions {
  const { session, calibration, expiry } = flags
  return { session, maxRelTicks: flags['max-rel-ticks'], calibration, expiry }
}
