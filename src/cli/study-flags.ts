import { Errors, Flags } from '@oclif/core'
import { EXIT } from '../failure.ts'

const HORIZON = /^(?:(\d{1,2})m)?(?:(\d{1,4})s?)?$/

export const MAX_HORIZON_SECONDS = 3600

/** A horizon in seconds: "60s", "60", "5m", "1m30s". */
export const horizonFlag = Flags.custom<number>({
  parse: async (text) => {
    const [, minutes = '0', seconds = '0'] = HORIZON.exec(text.trim()) ?? []
    const horizon = 60 * Number(minutes) + Number(seconds)
    if (horizon >= 1 && horizon <= MAX_HORIZON_SECONDS) return horizon
    throw new Errors.CLIError(
      `Expected 1s to ${MAX_HORIZON_SECONDS / 60}m, such as 60s but received: ${text}`,
      { exit: EXIT.usage },
    )
  },
})

/** An amount of money, 0 or more. */
export const feesFlag = Flags.custom<number>({
  parse: async (text) => {
    const value = /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
    if (Number.isFinite(value)) return value
    throw new Errors.CLIError(`Expected an amount such as 4.50 but received: ${text}`, {
      exit: EXIT.usage,
    })
  },
})
