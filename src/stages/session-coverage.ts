import { Failure } from '../failure.ts'
import type { Manifest } from '../lake/manifest.ts'
import { formatPartition, type Lake, type Partition } from '../lake/paths.ts'
import { readPartition } from '../lake/read.ts'
import { readStored } from '../lake/stored.ts'
import { globexHours } from '../market/calendar.ts'
import { rootOf } from '../market/roots.ts'
import { parseSession } from '../market/session.ts'
import { addDays, NANOSECONDS_PER_SECOND, startOfUtcDate } from '../market/time.ts'
import { MBO } from './bronze/datasets.ts'
import type { Target } from './stage.ts'

/** Less than this is no gap: files are cut where no record is. */
const MAX_GAP_SECONDS = 60
/** Where only records say what a file covers, the first and the last come so near its ends. */
const QUIET_SECONDS = 300

/** A span of Unix seconds, half-open. */
interface Span {
  readonly start: number
  readonly end: number
}

/** How much of a session the lake's records were asked for. */
export interface SessionCoverage {
  /** Is there any bronze of the UTC dates that it touches? */
  readonly isThere: boolean
  /** Has the exchange hours that day within the session? A weekend has none, nor a full holiday. */
  readonly isScheduled: boolean
  /** Of those hours, 0..1; 0 where there are none. */
  readonly share: number
  /** What of those hours is missing, a clause each. Empty for session `file`: it is what its UTC day has. */
  readonly missing: readonly string[]
}

/**
 * How much of a day's session the lake has the records of: by what the files' headers were asked
 * for, else from their first record to their last. The session ends where the exchange's day does:
 * on half days early. Of session `file` the share is that of the 24 hours.
 *
 * @param dataset of bronze
 */
export async function sessionCoverage(
  lake: Lake,
  { symbol, dt }: Target,
  name: string,
  dataset = MBO,
): Promise<SessionCoverage> {
  const { dates } = parseSession(name, dt)
  const hours = scheduledHours(symbol, dt, name)
  const covered: Span[] = []
  const absent: string[] = []
  for (const date of dates) {
    const partition = { dataset, symbol, dt: date }
    const spans = await spansOf(lake, partition)
    covered.push(...spans)
    const isTouched = hours !== undefined && overlaps(hours, utcDay(date))
    if (spans.length === 0 && isTouched) absent.push(`${formatPartition(partition)} is not there`)
  }
  const isThere = covered.length > 0
  if (!hours) return { isThere, isScheduled: false, share: 0, missing: [] }
  const gaps = gapsIn(hours, covered)
  const lost = gaps.reduce((sum, { start, end }) => sum + end - start, 0)
  const share = 1 - lost / (hours.end - hours.start)
  if (name === 'file') return { isThere, isScheduled: true, share, missing: [] }
  const missing = absent.length > 0 ? absent : gaps.filter(isLong).map(formatGap)
  return { isThere, isScheduled: true, share, missing }
}

/** The exchange's hours of a trading date within a session; undefined where there are none. */
function scheduledHours(symbol: string, dt: string, name: string): Span | undefined {
  const globex = globexHours(rootOf(symbol), dt)
  if (!globex) return undefined
  if (name === 'file') return utcDay(dt)
  const session = parseSession(name, dt)
  const start = Math.max(session.startSecond, globex.startSecond)
  const end = Math.min(session.endSecond, globex.endSecond)
  return start < end ? { start, end } : undefined
}

function utcDay(date: string): Span {
  const second = (day: string) => Number(startOfUtcDate(day) / NANOSECONDS_PER_SECOND)
  return { start: second(date), end: second(addDays(date, 1)) }
}

/** What the files of a partition of bronze were asked for; nothing where it is not there. */
async function spansOf(lake: Lake, partition: Partition): Promise<Span[]> {
  try {
    const stored = await readStored(lake, partition)
    if (!stored) return []
    return askedFor(stored.manifest) ?? (await recordSpan(lake, partition))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // What is damaged is there: whoever reads it says so.
    return [utcDay(partition.dt)]
  }
}

/** What all headers say; undefined where one does not, or a file that was cut has less. */
function askedFor({ inputs }: Manifest): Span[] | undefined {
  const spans: Span[] = []
  for (const input of inputs) {
    if (!('file' in input)) continue
    const { start_ts_ns: start, end_ts_ns: end, cut_at_byte: cut } = input
    if (start === undefined || end === undefined || cut !== undefined) return undefined
    spans.push({ start: secondOf(BigInt(start)), end: secondOf(BigInt(end)) })
  }
  return spans
}

async function recordSpan(lake: Lake, partition: Partition): Promise<Span[]> {
  const reader = await readPartition(lake, partition)
  await reader.close()
  const ranges = reader.rowGroups.flatMap((group) => group.ranges.ts_recv ?? [])
  const firsts = ranges.map(({ minimum }) => minimum).filter((time) => typeof time === 'bigint')
  const lasts = ranges.map(({ maximum }) => maximum).filter((time) => typeof time === 'bigint')
  if (firsts.length === 0 || lasts.length === 0) return []
  const first = firsts.reduce((a, b) => (a < b ? a : b))
  const last = lasts.reduce((a, b) => (a > b ? a : b))
  return [{ start: secondOf(first) - QUIET_SECONDS, end: secondOf(last) + QUIET_SECONDS }]
}

function secondOf(time: bigint): number {
  return Number(time / NANOSECONDS_PER_SECOND)
}

function overlaps(one: Span, other: Span): boolean {
  return one.start < other.end && other.start < one.end
}

/** The parts of a span that no other covers. */
function gapsIn(whole: Span, covered: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let at = whole.start
  for (const { start, end } of covered.toSorted((a, b) => a.start - b.start)) {
    if (start >= whole.end) break
    if (start > at) gaps.push({ start: at, end: start })
    at = Math.max(at, end)
  }
  if (at < whole.end) gaps.push({ start: at, end: whole.end })
  return gaps
}

function isLong({ start, end }: Span): boolean {
  return end - start > MAX_GAP_SECONDS
}

function formatGap({ start, end }: Span): string {
  const text = (second: number) => `${new Date(second * 1000).toISOString().slice(0, 16)}Z`
  return `no file was asked for ${text(start)} to ${text(end)}`
}
