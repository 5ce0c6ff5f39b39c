import { Failure } from '../failure.ts'
import type { Quality } from '../lake/partition/manifest.ts'
import type { Target } from './stage.ts'

/** Of so many of a day's records more is told. */
const NOTED_SHARE = 0.001
/** With so many the seconds are no longer those of the market. */
const MAX_SHARE = 0.05

/** What is counted of a future's records, and of its options'. */
const COUNTED = [
  { records: 'records', late: 'late_records', whose: '' },
  { records: 'option_records', late: 'option_late_records', whose: ' of options' },
] as const

interface LateRecords {
  readonly late: number
  readonly share: number
  /** "" or " of options". */
  readonly whose: string
}

/**
 * Records that came after their second was closed are applied in the second that is open: there may
 * be a few. What a manifest's quality says of them, where it is more.
 */
export function lateNotes(quality: Quality): string[] {
  return lateRecords(quality)
    .filter(({ share }) => share > NOTED_SHARE)
    .map((found) => `${described(found)}, and count in a later one`)
}

/**
 * @throws Failure `input` where so many records are late that a day's seconds mean nothing
 */
export function assertFewLate(quality: Quality, { symbol, dt }: Target): void {
  const found = lateRecords(quality).find(({ share }) => share > MAX_SHARE)
  if (!found) return
  throw new Failure({
    code: 'input',
    what: `${described(found)}: the clock of the feed is broken, or its records are out of order`,
    where: `${symbol} ${dt}`,
    expected: `at most ${MAX_SHARE * 100} %`,
    fix: 'get the file again, or pass --allow-late to make the day all the same',
  })
}

function lateRecords(quality: Quality): LateRecords[] {
  return COUNTED.map(({ records, late, whose }) => {
    const count = Number(quality[late] ?? 0)
    return { late: count, share: count / Math.max(1, Number(quality[records] ?? 0)), whose }
  })
}

/** "12 records (0.4 %) came after their second". */
function described({ late, share, whose }: LateRecords): string {
  const percent = Number((share * 100).toPrecision(2))
  return `${late} records${whose} (${percent} %) came after their second`
}
