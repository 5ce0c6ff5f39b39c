import { type Clock, systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import { parseDayPosition } from '../player/go-to.ts'
import type { DayDescription, SurfaceName } from '../seconds/second.ts'
import { words } from '../table/table.ts'
import { ArrivalTracker, type BatchArrival } from '../wire/arrival-tracker.ts'
import { dayOf } from '../wire/messages.ts'
import { ServerAddress } from '../wire/server-address.ts'
import { chooseDay, fetchRows } from '../wire/server-requests.ts'
import { StreamConnection } from '../wire/stream-connection.ts'

/** Tolerance of a second's arrival: the larger of the two. */
const MAX_LATE_SECONDS = 0.02
const MAX_LATE_SHARE = 0.05
/** Above this speed only the total is measured, since deltas are shorter than scheduling jitter. */
const FASTEST_BY_DELTA = 10
const PERCENTILE = 0.95
/** Maximum time from connecting to the first batch. */
const MAX_BEFORE_FIRST_SECONDS = 1
/** Additional silence after which a stream is given up. */
const SILENCE_MS = 10_000
const SHOWN = 5
const SPOT = 'spot_ref_price_int'
const TIME = 'window_end_ts_ns'
const HOUR = 3600

export interface StreamCheckOptions {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  /** "09:31:00" New York time, or "30 %"; default the first second with a spot. */
  readonly at?: string | undefined
  readonly speed: number
  /** Number of batches to check. */
  readonly seconds: number
  readonly signal: AbortSignal
  /** Called with each batch. */
  readonly report?: (beat: BatchArrival) => void
  readonly clock?: Clock
}

/** One check of a stream. */
export interface StreamCheck {
  readonly name: 'first' | 'cadence' | 'rows' | 'order'
  readonly pass: boolean
  /** The measurement, as a sentence. */
  readonly found: string
}

/** The result of checking a stream, serializable as JSON. */
export interface StreamReport {
  readonly pass: boolean
  readonly symbol: string
  readonly dt: string
  readonly speed: number
  readonly batches: number
  readonly dropped: number
  readonly checks: readonly StreamCheck[]
}

/**
 * Connects to a stream as a client, and checks its cadence and contents.
 *
 * @param server `ws://HOST:PORT`, or a complete stream URL
 * @throws Failure `input` if the stream does not exist or is interrupted
 */
export async function verifyStream(
  server: string,
  wish: StreamCheckOptions,
): Promise<StreamReport> {
  const address = new ServerAddress(server)
  const chosen = await chooseDay(address, wish)
  const day = await describeDay(address, chosen)
  const startSecond = await firstSecond(address, day, wish.at)
  const watched = await watch(address, { ...chosen, startSecond, speed: wish.speed }, wish)
  const checks = [
    checkFirst(watched.firstAfter),
    checkCadence(watched.beats, wish.speed),
    checkRows(watched.beats),
    checkOrder(watched.beats, startSecond),
  ]
  return {
    pass: checks.every(({ pass }) => pass),
    symbol: day.symbol,
    dt: day.dt,
    speed: wish.speed,
    batches: watched.beats.length,
    dropped: watched.beats.at(-1)?.dropped ?? 0,
    checks,
  }
}

/** Formats a report, one line per check. */
export function formatStreamReport({ checks }: StreamReport): string {
  return checks
    .map(({ name, pass, found }) => `${pass ? '✓' : '✗'} ${name.padEnd(7)}  ${found}`)
    .join('\n')
}

async function describeDay(
  address: ServerAddress,
  chosen: { symbol: string; dt: string },
): Promise<DayDescription> {
  const nobody = { receive: () => {}, closed: () => {} }
  const connection = await StreamConnection.open(address, chosen, nobody)
  connection.close()
  return dayOf(connection.session)
}

/** The first second: chosen by the user, or the first with a spot. */
async function firstSecond(
  address: ServerAddress,
  day: DayDescription,
  at: string | undefined,
): Promise<number> {
  const { symbol, dt, firstEndSecond, lastEndSecond } = day
  if (at !== undefined) {
    const second = parseDayPosition(at, firstEndSecond, lastEndSecond)
    if (second !== undefined) return second
    throw new Failure({
      code: 'usage',
      what: 'the time is invalid',
      where: '--at',
      expected: '09:31:00, or 30 %',
      found: at,
    })
  }
  for (let from = firstEndSecond; from <= lastEndSecond; from += HOUR) {
    const to = Math.min(from + HOUR - 1, lastEndSecond)
    const columns = [TIME, SPOT]
    const rows = { symbol, dt, surface: 'snap', from, to, columns } as const
    for (const table of (await fetchRows(address, rows)).tables) {
      const row = table.column(SPOT, 'int64').findIndex((price) => price !== UNDEF_PRICE)
      if (row < 0) continue
      const times = words(table.column(TIME, 'int64'))
      return secondFromWords(times[2 * row], times[2 * row + 1])
    }
  }
  throw new Failure({
    code: 'input',
    what: 'no second of the day has a spot',
    where: `${symbol} ${dt}`,
    fix: 'choose where to begin with --at',
  })
}

interface Watched {
  readonly beats: readonly BatchArrival[]
  /** Seconds from connecting to the first batch. */
  readonly firstAfter: number
}

async function watch(
  address: ServerAddress,
  choice: { symbol: string; dt: string; startSecond: number; speed: number },
  { seconds, speed, signal, report, clock = systemClock }: StreamCheckOptions,
): Promise<Watched> {
  const beats: BatchArrival[] = []
  const watch = new ArrivalTracker()
  const asked = clock.now()
  let firstAfter = Number.NaN
  let finish = (_: Failure | undefined) => {}
  const finished = new Promise<Failure | undefined>((resolve) => {
    finish = resolve
  })
  const broken = (what: string) => finish(new Failure({ code: 'input', what, where: address.host }))
  const connection = await StreamConnection.open(address, choice, {
    receive: (event) => {
      if (event.type === 'stream_end') return finish(undefined)
      if (event.type === 'error') return broken(`the server says: ${event.message}`)
      if (event.type !== 'batch') return
      const now = clock.now()
      if (beats.length === 0) firstAfter = (now - asked) / 1000
      const beat = watch.add(event, now)
      beats.push(beat)
      report?.(beat)
      if (beats.length >= seconds) finish(undefined)
    },
    closed: broken,
  })
  const interrupt = () => finish(undefined)
  signal.addEventListener('abort', interrupt)
  const silence = clock.timeout((seconds * 1000) / speed + SILENCE_MS, () =>
    broken(`only ${beats.length} of ${seconds} batches came`),
  )
  const failure = await finished
  silence.cancel()
  signal.removeEventListener('abort', interrupt)
  connection.close()
  signal.throwIfAborted()
  if (failure) throw failure
  return { beats, firstAfter }
}

function checkFirst(firstAfter: number): StreamCheck {
  const found = `the first batch came ${firstAfter.toFixed(3)} s after connecting`
  return { name: 'first', pass: firstAfter <= MAX_BEFORE_FIRST_SECONDS, found }
}

/** Compares each delta with the period; above {@link FASTEST_BY_DELTA} only the total. */
function checkCadence(beats: readonly BatchArrival[], speed: number): StreamCheck {
  const name = 'cadence'
  const period = 1 / speed
  const deltas = beats.slice(1).map(({ delta }) => delta)
  if (deltas.length === 0) return { name, pass: false, found: 'too few batches to measure' }
  const allowed = Math.max(MAX_LATE_SECONDS, MAX_LATE_SHARE * period)
  const seconds = beats[beats.length - 1].endSecond - beats[0].endSecond
  const drift = deltas.reduce((sum, delta) => sum + delta, 0) - seconds * period
  const told = `total drift ${(drift * 1000).toFixed(1)} ms over ${seconds} seconds of data`
  if (speed > FASTEST_BY_DELTA) {
    const most = Math.max(allowed, MAX_LATE_SHARE * seconds * period)
    return { name, pass: Math.abs(drift) <= most, found: told }
  }
  const off = deltas.map((delta) => Math.abs(delta - period)).sort((a, b) => a - b)
  const percentile = off[Math.min(off.length - 1, Math.ceil(PERCENTILE * off.length) - 1)]
  const found = `95 % of deltas within ${(percentile * 1000).toFixed(1)} ms of ${period.toFixed(3)} s (${(allowed * 1000).toFixed(0)} allowed), ${told}`
  return { name, pass: percentile <= allowed, found }
}

function checkRows(beats: readonly BatchArrival[]): StreamCheck {
  const name = 'rows'
  const totals = new Map<SurfaceName, number>()
  const empty: string[] = []
  for (const { number, rows } of beats) {
    for (const [surface, count] of rows) {
      totals.set(surface, (totals.get(surface) ?? 0) + count)
      // Only the second that a gap ends in has a row of it.
      if (count === 0 && surface !== 'gaps') empty.push(`${surface} of batch ${number}`)
    }
  }
  if (empty.length > 0) {
    const more = empty.length > SHOWN ? ` and ${empty.length - SHOWN} more` : ''
    return { name, pass: false, found: `empty: ${empty.slice(0, SHOWN).join(', ')}${more}` }
  }
  const counts = Array.from(totals, ([surface, count]) => `${surface} ${count}`)
  return { name, pass: totals.size > 0, found: counts.join(', ') || 'no surfaces' }
}

/** Every second arrives once, from the requested one on; gaps only where drops were reported. */
function checkOrder(beats: readonly BatchArrival[], startSecond: number): StreamCheck {
  const name = 'order'
  let expected = startSecond
  for (const { number, endSecond } of beats) {
    if (endSecond < expected)
      return { name, pass: false, found: `batch ${number} is ${endSecond} again` }
    expected = endSecond + 1
  }
  const dropped = beats.at(-1)?.dropped ?? 0
  const missing = expected - startSecond - beats.length
  const pass = missing === dropped
  const found = pass
    ? `every second once${dropped > 0 ? `, but ${dropped} dropped as told` : ''}`
    : `${missing} seconds are missing, ${dropped} were told`
  return { name, pass, found }
}
