import { Failure } from '../failure.ts'
import type { Manifest } from '../lake/manifest.ts'
import type { Lake } from '../lake/paths.ts'
import { readPartition } from '../lake/read.ts'
import { readStored } from '../lake/stored.ts'
import { globexHours } from '../market/calendar.ts'
import { parseOutright } from '../market/instruments.ts'
import { parseSession } from '../market/session.ts'
import { addDays, startOfUtcDate } from '../market/time.ts'
import { MBO } from './bronze/datasets.ts'
import type { Target } from './stage.ts'

const NANOSECONDS = 1_000_000_000n
/** Less than this is no gap: files are cut where no record is. */
const MAX_GAP_SECONDS = 60

/** A span of Unix seconds, half-open. */
interface Span {
  readonly start: number
  readonly end: number
}

/** How much of a session the lake's orders were asked for. */
export interface SessionCoverage {
  /** Are there any orders at all? */
  readonly isThere: boolean
  /** Of the session's scheduled hours, 0..1. */
  readonly share: number
  /** What is missing, a clause each; empty where the whole session is there. */
  readonly missing: readonly string[]
}

/**
 * How much of a day's session the lake has the orders of: by what the files' headers were asked
 * for, else from their first record to their last. The session ends where the exchange's day does:
 * on half days early. Session `file` is what its UTC day has: nothing of it is missing, and its share
 * is that of the 24 hours.
 */
export async function sessionCoverage(
  lake: Lake,
  { symbol, dt }: Target,
  name: string,
): Promise<SessionCoverage> {
  const session = parseSession(name, dt)
  const whole = hoursOf(symbol, dt, name)
  if (!whole) return { isThere: false, share: 0, missing: [] }
  const covered: Span[] = []
  const missing: string[] = []
  for (const date of session.dates) {
    const spans = await spansOf(lake, { symbol, dt: date })
    if (spans.length > 0) covered.push(...spans)
    else if (overlaps(whole, dayOf(date))) missing.push(`${MBO} ${symbol} ${date} is not there`)
  }
  const gaps = gapsIn(whole, covered)
  const absent = gaps.reduce((sum, { start, end }) => sum + end - start, 0)
  if (name === 'file') missing.length = 0
  else if (missing.length === 0) missing.push(...gaps.filter(isGap).map(formatGap))
  return { isThere: covered.length > 0, share: 1 - absent / (whole.end - whole.start), missing }
}

/** The scheduled hours of a session; undefined where the exchange has none that day. */
function hoursOf(symbol: string, dt: string, name: string): Span | undefined {
  if (name === 'file') return dayOf(dt)
  const { startSecond: start, endSecond: end } = parseSession(name, dt)
  const globex = globexHours(parseOutright(symbol)?.root ?? symbol, dt)
  if (!globex) return { start, end }
  const scheduled = {
    start: Math.max(start, globex.startSecond),
    end: Math.min(end, globex.endSecond),
  }
  return scheduled.start < scheduled.end ? scheduled : undefined
}

function dayOf(date: string): Span {
  const second = (day: string) => Number(startOfUtcDate(day) / NANOSECONDS)
  return { start: second(date), end: second(addDays(date, 1)) }
}

/** What the files of a day of bronze were asked for. */
async function spansOf(lake: Lake, { symbol, dt }: Target): Promise<Span[]> {
  const partition = { dataset: MBO, symbol, dt }
  const stored = await readStored(lake, partition).catch((error: unknown) => {
    if (error instanceof Failure) return 'damaged' as const
    throw error
  })
  // What is damaged is there: whoever reads it says so.
  if (stored === 'damaged') return [dayOf(dt)]
  if (!stored) return []
  const asked = askedFor(stored.manifest)
  return asked ?? (await recordSpan(lake, { symbol, dt }))
}

/** What all headers say; undefined where one does not. */
function askedFor({ inputs }: Manifest): Span[] | undefined {
  const spans: Span[] = []
  for (const input of inputs) {
    if (!('file' in input)) continue
    const { start_ts_ns: start, end_ts_ns: end } = input
    if (start === undefined || end === undefined) return undefined
    spans.push({
      start: Number(BigInt(start) / NANOSECONDS),
      end: Number(BigInt(end) / NANOSECONDS),
    })
  }
  return spans
}

async function recordSpan(lake: Lake, { symbol, dt }: Target): Promise<Span[]> {
  try {
    const reader = await readPartition(lake, { dataset: MBO, symbol, dt })
    await reader.close()
    const first = reader.rowGroups[0]?.ranges.ts_recv?.minimum
    const last = reader.rowGroups.at(-1)?.ranges.ts_recv?.maximum
    if (typeof first !== 'bigint' || typeof last !== 'bigint') return []
    return [{ start: Number(first / NANOSECONDS), end: Number(last / NANOSECONDS) + 1 }]
  } catch (error) {
    if (error instanceof Failure) return [dayOf(dt)]
    throw error
  }
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

function isGap({ start, end }: Span): boolean {
  return end - start > MAX_GAP_SECONDS
}

function formatGap({ start, end }: Span): string {
  const text = (second: number) => `${new Date(second * 1000).toISOString().slice(0, 16)}Z`
  return `no file was asked for ${text(start)} to ${text(end)}`
}
