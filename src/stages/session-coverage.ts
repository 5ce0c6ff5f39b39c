import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { ListingMemo } from '../lake/partition/listing-memo.ts'
import { readPartition } from '../lake/partition/read.ts'
import { readStored } from '../lake/partition/stored.ts'
import { formatPartition, type Lake, type Partition } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { listedOptions } from './listed-options.ts'
import { type OptionDate, type OptionFile, type OptionGap, optionGaps } from './option-coverage.ts'
import { isAskedFor, type RequestedFile, requestedFiles } from './requested-files.ts'
import { expectedHours, scheduledHours } from './scheduled-hours.ts'
import { gapsBetween, intersection, overlaps, type Span, secondOf, utcDay } from './spans.ts'
import type { Target } from './stage.ts'

/** Gaps up to this are ignored where headers do not say what a file was asked for. */
const MAX_GAP_SECONDS = 60
/** Margin around first and last record where only records tell what a file covers. */
const RECORD_MARGIN_SECONDS = 300
/** Maximum number of series or instruments named in a message. */
const MAX_NAMED = 4

/** How much of a session the files in the lake cover. */
export interface SessionCoverage {
  /** Whether there is any bronze on the session's UTC dates. */
  readonly isThere: boolean
  /** Whether the exchange has hours within the session: not on weekends and full holidays. */
  readonly isScheduled: boolean
  /** Covered share of those hours, 0..1; 0 if there are none. */
  readonly share: number
  /**
   * What of those hours is missing, a clause each. Session `file` is what its UTC day has: only
   * what lies between the first hour and the last that files were asked for can be missing of it,
   * of options those of the future included.
   */
  readonly missing: readonly string[]
}

/** A UTC date of a session and its files. */
interface CoveredDate {
  readonly date: string
  readonly partition: Partition
  readonly spans: readonly Span[]
  /** Requests of the files; undefined if a header does not say. */
  readonly files: readonly RequestedFile[] | undefined
}

/**
 * How much of a day's session the lake has the records of: by what the files' headers were asked
 * for, else from their first record to their last. The session ends where the exchange's day does:
 * on half days early. Of options each series is looked at by itself. Of session `file` the share is
 * that of the 24 hours.
 *
 * @param dataset of bronze
 */
export function sessionCoverage(
  lake: Lake,
  target: Target,
  name: string,
  dataset: string = DATASETS.mbo,
): Promise<SessionCoverage> {
  const { symbol, dt } = target
  return COVERAGES.get(lake, `${dataset} ${symbol} ${dt} ${name}`, () =>
    findCoverage(lake, target, name, dataset),
  )
}

const COVERAGES = new ListingMemo<SessionCoverage>()

async function findCoverage(
  lake: Lake,
  { symbol, dt }: Target,
  name: string,
  dataset: string,
): Promise<SessionCoverage> {
  const days: CoveredDate[] = []
  for (const date of parseSession(name, dt).dates) {
    days.push(await coveredDate(lake, date, { dataset, symbol, dt: date }))
  }
  const covered = days.flatMap(({ spans }) => spans)
  const asked = days.flatMap(askedSpans)
  const isHeldToFuture = name === 'file' && dataset === DATASETS.optionMbo && covered.length > 0
  const ofDay = isHeldToFuture ? [...asked, ...(await futureSpans(lake, days))] : asked
  const whole = scheduledHours({ symbol, dt }, name)
  const gaps = whole ? gapsBetween(whole, covered) : []
  const lost = gaps.reduce((sum, { start, end }) => sum + end - start, 0)
  return {
    isThere: covered.length > 0,
    isScheduled: whole !== undefined,
    share: whole ? 1 - lost / (whole.end - whole.start) : 0,
    missing: await missingClauses(lake, days, expectedHours({ symbol, dt }, name, ofDay)),
  }
}

/** Requested time ranges of the future's own orders: options are expected for the same hours. */
async function futureSpans(lake: Lake, days: readonly CoveredDate[]): Promise<Span[]> {
  const found: Span[] = []
  for (const { date, partition } of days) {
    const future = { ...partition, dataset: DATASETS.mbo }
    found.push(...askedSpans(await coveredDate(lake, date, future)))
  }
  return found
}

/** The time ranges that a date's files were asked for; if they do not say, those of their records. */
function askedSpans({ spans, files }: CoveredDate): readonly Span[] {
  return files?.map(({ asked }) => asked) ?? spans
}

/** What is missing from some hours, each a clause. */
async function missingClauses(
  lake: Lake,
  days: readonly CoveredDate[],
  hours: readonly Span[],
): Promise<string[]> {
  const isTouched = ({ date }: CoveredDate) => hours.some((part) => overlaps(part, utcDay(date)))
  const absent = days.filter((day) => day.spans.length === 0 && isTouched(day))
  // A date without bronze is named as a whole, without hours.
  const known = [...days.flatMap(({ spans }) => spans), ...absent.map(({ date }) => utcDay(date))]
  const ofOptions = await optionGapsOf(lake, days, hours)
  const gaps = ofOptions ?? hours.flatMap((part) => gapsBetween(part, known))
  return [
    ...absent.map(({ partition }) => `${formatPartition(partition)} is not there`),
    ...gaps.filter((gap) => isTold(gap, days)).map((gap) => formatGap(gap, days)),
  ]
}

/** Gaps by series; undefined if the headers do not say which were requested. */
async function optionGapsOf(
  lake: Lake,
  days: readonly CoveredDate[],
  hours: readonly Span[],
): Promise<OptionGap[] | undefined> {
  const dates: OptionDate[] = []
  for (const { date, partition, files } of days) {
    if (partition.dataset !== DATASETS.optionMbo || files === undefined) return undefined
    const own = hours.map((part) => intersection(part, utcDay(date)))
    dates.push({ hours: own.filter((part) => part !== undefined), files })
  }
  const isNamed = ({ series, instruments }: OptionFile) => series ?? instruments
  if (!dates.some(({ files }) => files.some(isNamed))) return undefined
  // Definitions are read only if something may be missing.
  if (!optionGaps(dates).some((gap) => isTold(gap, days))) return []
  const listed = await Promise.all(days.map(({ partition }) => listedOptions(lake, partition)))
  return optionGaps(dates.map((date, index) => ({ ...date, listed: listed[index] })))
}

/** The requests of the files of a bronze partition; empty if it does not exist. */
async function coveredDate(lake: Lake, date: string, partition: Partition): Promise<CoveredDate> {
  const day = { date, partition }
  try {
    const manifest = await readStored(lake, partition)
    if (!manifest) return { ...day, spans: [], files: [] }
    const files = requestedFiles(manifest.inputs.filter((input) => 'file' in input))
    const spans = files?.map(({ span }) => span) ?? (await recordSpan(lake, partition))
    return { ...day, spans, files }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // A damaged partition counts as present; its readers report it.
    return { ...day, spans: [utcDay(date)], files: undefined }
  }
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
  return [
    { start: secondOf(first) - RECORD_MARGIN_SECONDS, end: secondOf(last) + RECORD_MARGIN_SECONDS },
  ]
}

/** Short gaps are told where the files' headers say what they were asked for, or a file ends early. */
function isTold(gap: Span | OptionGap, days: readonly CoveredDate[]): boolean {
  if (days.every(({ files }) => files !== undefined)) return true
  return gap.end - gap.start > MAX_GAP_SECONDS || earlyEnd(gap, days) !== undefined
}

/** Why a file that was asked for the hours of a gap ends before it; undefined if none does. */
function earlyEnd(gap: Span | OptionGap, days: readonly CoveredDate[]): string | undefined {
  const names = 'names' in gap ? gap.names : []
  return days
    .flatMap(({ files }) => files ?? [])
    .filter(({ endsEarly }) => endsEarly !== undefined)
    .filter(({ span, asked }) => span.end <= gap.start && gap.start < asked.end)
    .find((file) => names.length === 0 || names.some((name) => isAskedFor(file, name)))?.endsEarly
}

function formatGap(gap: Span | OptionGap, days: readonly CoveredDate[]): string {
  const { dataset } = days[0].partition
  const names = 'names' in gap ? gap.names : dataset === DATASETS.optionMbo ? ['options'] : []
  const more = names.length - MAX_NAMED
  const named = `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const hours = `${formatTime(gap.start)} to ${formatTime(gap.end)}`
  const endsEarly = earlyEnd(gap, days)
  if (endsEarly !== undefined)
    return `${endsEarly}, and nothing${names.length > 0 ? ` of ${named}` : ''} is there of ${hours}`
  return `no file${names.length > 0 ? ` of ${named}` : ''} was asked for ${hours}`
}

/** "2026-01-06T14:32Z", with seconds where it is not a whole minute. */
function formatTime(second: number): string {
  const digits = second % 60 === 0 ? 16 : 19
  return `${new Date(second * 1000).toISOString().slice(0, digits)}Z`
}
