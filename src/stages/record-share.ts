import { Failure } from '../failure.ts'
import type { Quality } from '../lake/partition/manifest.ts'
import type { Target } from './stage.ts'

/** How many of a day's records something was counted of. */
export interface RecordShare {
  readonly count: number
  /** 0..1 */
  readonly share: number
  /** "" or " of options". */
  readonly whose: string
}

/** The counts of a future's records, and of its options', that quality names alike. */
const COUNTED = [
  { prefix: '', whose: '' },
  { prefix: 'option_', whose: ' of options' },
] as const

/**
 * A count of a manifest's quality as a share of the records: the future's, then its options'.
 *
 * @param name the future's count, e.g. "late_records"; "option_late_records" is the options'
 */
export function recordShares(quality: Quality, name: string): RecordShare[] {
  return COUNTED.map(({ prefix, whose }) => {
    const count = Number(quality[`${prefix}${name}`] ?? 0)
    const records = Number(quality[`${prefix}records`] ?? 0)
    return { count, share: count / Math.max(1, records), whose }
  })
}

/** "12 records of options (0.4 %)". */
export function formatShare({ count, share, whose }: RecordShare): string {
  const percent = Number((share * 100).toPrecision(2))
  return `${count} records${whose} (${percent} %)`
}

/**
 * The refusal of a day of whose records too many are wrong in one way.
 *
 * @param what the records and what is wrong with them
 * @param maxShare the largest share that is allowed, 0..1
 */
export function tooManyRecords(
  { symbol, dt }: Target,
  what: string,
  maxShare: number,
  fix: string,
): Failure {
  const expected = `at most ${maxShare * 100} %`
  return new Failure({ code: 'input', what, where: `${symbol} ${dt}`, expected, fix })
}
