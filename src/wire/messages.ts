import { Failure } from '../failure.ts'
import {
  type DayDescription,
  isDefaultSurface,
  SURFACE_NAMES,
  type SurfaceName,
} from '../seconds/second.ts'

/** The text messages of the stream protocol, version 1. 64-bit integers are strings of digits. */

/** The first message: facts about the whole stream. */
export interface SessionMessage {
  readonly type: 'session'
  readonly symbol: string
  readonly dt: string
  /** Session name as in `--session`. */
  readonly session: string
  /** 1e-9 currency units of one tick. */
  readonly tick_size: string
  /** Largest recorded distance of walls from spot, ticks. */
  readonly max_rel_ticks: number
  readonly first_window_end_ts_ns: string
  readonly last_window_end_ts_ns: string
  /** More seconds will come: the last is the last so far. Left out of a finished day. */
  readonly open?: true
  /** The surfaces sent, in order. */
  readonly surfaces: readonly SurfaceName[]
  /**
   * What else the day has: sent where the request names it. Left out where there is nothing. Newer
   * servers may have names that this client does not know.
   */
  readonly more_surfaces?: readonly string[]
  /** prior, same_day (which looks ahead) or chosen; null without a calibration. */
  readonly calibration_mode: string | null
  /** This and the next two are null if the day has no options. */
  readonly open_interest_date: string | null
  readonly gex_unit: string | null
  readonly gex_sign: string | null
  /** When the last of the options expires: GEX is 0 from then on. Null where nobody knows. */
  readonly last_expiration_ts_ns: string | null
  /** Where the book came from: snapshot, clear or none. */
  readonly book_origin: string
}

/** The next message is this surface's schema, an Arrow IPC message: sent once, where asked for. */
export interface SurfaceSchemaMessage {
  readonly type: 'surface_schema'
  readonly surface: SurfaceName
}

/** Starts a second; its surfaces follow, each as a header and a binary message. */
export interface BatchStartMessage {
  readonly type: 'batch_start'
  readonly window_end_ts_ns: string
  readonly surfaces: readonly SurfaceName[]
  /** Batches dropped for this client since it connected. */
  readonly dropped: number
}

/**
 * The next message is this surface's rows: an Arrow IPC stream, or where schemas are sent once a
 * record batch, and nothing where there are no rows.
 */
export interface SurfaceHeaderMessage {
  readonly type: 'surface_header'
  readonly surface: SurfaceName
  readonly window_end_ts_ns: string
  readonly rows: number
}

/** The day's last second has been sent; a seek continues the stream. */
export interface StreamEndMessage {
  readonly type: 'stream_end'
}

/** A request of the client failed. The stream continues. */
export interface ErrorMessage {
  readonly type: 'error'
  readonly message: string
}

/** A condition of the client's has become true. */
export interface AlertMessage {
  readonly type: 'alert'
  readonly window_end_ts_ns: string
  /** The condition, or its name. */
  readonly name: string
}

/** The answer to a client's conditions: their alerts in the day so far, in order. */
export interface AlertsMessage {
  readonly type: 'alerts'
  readonly alerts: readonly Pick<AlertMessage, 'window_end_ts_ns' | 'name'>[]
}

export type ServerMessage =
  | AlertMessage
  | AlertsMessage
  | SessionMessage
  | SurfaceSchemaMessage
  | BatchStartMessage
  | SurfaceHeaderMessage
  | StreamEndMessage
  | ErrorMessage

export type ClientMessage =
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** The next batch is the first second ending at or after this time. */
  | { readonly type: 'seek'; readonly ts_ns: string }
  | { readonly type: 'speed'; readonly value: number }
  /** Conditions to be told of, in place of those before. */
  | { readonly type: 'alerts'; readonly conditions: readonly string[] }

/** Limits of the speed, in seconds of data per second. */
export const MIN_STREAM_SPEED = 0.1
export const MAX_STREAM_SPEED = 600

const MAX_INT64 = 2n ** 63n - 1n
const NANOSECONDS_PER_SECOND = 1_000_000_000n
/** Sanity limits: a session of a week, and ten times the largest wall. */
const MAX_SECONDS = 7 * 86_400
const MAX_REL_TICKS = 20_000
/** Conditions of a client, and the longest of them. */
export const MAX_CONDITIONS = 8
export const MAX_CONDITION_CHARACTERS = 200
/** Longest displayed text. */
const MAX_CHARACTERS = 2000
/** Characters of invalid input repeated in an error. */
const MAX_EXCERPT_CHARACTERS = 80

/** A seek to an open day's newest second, which the server knows: to a time after all of the day. */
export function seekToNewest({ lastEndSecond }: DayDescription): ClientMessage {
  return { type: 'seek', ts_ns: formatSecond(lastEndSecond + MAX_SECONDS) }
}

export function sessionMessage(
  day: DayDescription,
  surfaces: readonly SurfaceName[],
): SessionMessage {
  const more = day.surfaces.filter((name) => !isDefaultSurface(name) && !surfaces.includes(name))
  return {
    type: 'session',
    symbol: day.symbol,
    dt: day.dt,
    session: day.session,
    tick_size: String(day.tickSize),
    max_rel_ticks: day.maxRelTicks,
    first_window_end_ts_ns: formatSecond(day.firstEndSecond),
    last_window_end_ts_ns: formatSecond(day.lastEndSecond),
    ...(day.isOpen && { open: true }),
    surfaces,
    ...(more.length > 0 && { more_surfaces: more }),
    calibration_mode: day.calibrationMode ?? null,
    open_interest_date: day.openInterestDate ?? null,
    gex_unit: day.gexUnit ?? null,
    gex_sign: day.gexSign ?? null,
    last_expiration_ts_ns:
      day.lastExpirySecond === undefined ? null : formatSecond(day.lastExpirySecond),
    book_origin: day.bookOrigin,
  }
}

/** The mirror of {@link sessionMessage}. */
export function dayOf(message: SessionMessage): DayDescription {
  return {
    symbol: message.symbol,
    dt: message.dt,
    session: message.session,
    tickSize: Number(message.tick_size),
    maxRelTicks: message.max_rel_ticks,
    firstEndSecond: secondFrom(message.first_window_end_ts_ns),
    lastEndSecond: secondFrom(message.last_window_end_ts_ns),
    ...(message.open && { isOpen: true }),
    surfaces: [...message.surfaces, ...(message.more_surfaces ?? []).filter(isSurface)],
    calibrationMode: message.calibration_mode ?? undefined,
    openInterestDate: message.open_interest_date ?? undefined,
    gexUnit: message.gex_unit ?? undefined,
    gexSign: message.gex_sign ?? undefined,
    // Servers of before do not send it.
    lastExpirySecond:
      typeof message.last_expiration_ts_ns === 'string'
        ? secondFrom(message.last_expiration_ts_ns)
        : undefined,
    bookOrigin: message.book_origin,
  }
}

/** A Unix second as nanoseconds, in digits. */
export function formatSecond(second: number): string {
  return `${BigInt(second) * NANOSECONDS_PER_SECOND}`
}

/**
 * The first whole Unix second at or after a time.
 *
 * @param nanoseconds digits
 * @throws Failure `usage` for an invalid time
 */
export function secondFrom(nanoseconds: string): number {
  if (!/^\d{1,19}$/.test(nanoseconds) || BigInt(nanoseconds) > MAX_INT64) {
    throw new Failure({
      code: 'usage',
      what: 'the time is invalid',
      expected: 'nanoseconds since the Unix epoch, as digits',
      found: excerpt(nanoseconds),
    })
  }
  const time = BigInt(nanoseconds)
  return Number((time + NANOSECONDS_PER_SECOND - 1n) / NANOSECONDS_PER_SECOND)
}

/** @throws Failure `usage` outside {@link MIN_STREAM_SPEED} to {@link MAX_STREAM_SPEED} */
export function assertSpeed(speed: unknown): number {
  if (typeof speed === 'number' && speed >= MIN_STREAM_SPEED && speed <= MAX_STREAM_SPEED)
    return speed
  throw new Failure({
    code: 'usage',
    what: 'the speed is invalid',
    expected: `a number from ${MIN_STREAM_SPEED} to ${MAX_STREAM_SPEED}`,
    found: excerpt(String(speed)),
  })
}

/** @throws Failure `usage` for anything but a few short texts */
function assertConditions(conditions: unknown): readonly string[] {
  const isCondition = (text: unknown): text is string =>
    isWords(text) && String(text).length <= MAX_CONDITION_CHARACTERS
  if (
    Array.isArray(conditions) &&
    conditions.length <= MAX_CONDITIONS &&
    conditions.every(isCondition)
  )
    return conditions
  throw new Failure({
    code: 'usage',
    what: 'the conditions are invalid',
    expected: `at most ${MAX_CONDITIONS} texts of at most ${MAX_CONDITION_CHARACTERS} characters`,
  })
}

/** Whether a value is the name of a surface. */
export function isSurface(name: unknown): name is SurfaceName {
  return SURFACE_NAMES.some((surface) => surface === name)
}

/**
 * Parses a client's message.
 *
 * @throws Failure `usage` for an invalid message
 */
export function parseClientMessage(text: string): ClientMessage {
  const message = parseObject(text)
  const { type } = message
  if (type === 'pause' || type === 'resume') return { type }
  if (type === 'speed') return { type, value: assertSpeed(message.value) }
  if (type === 'seek') {
    const ts_ns = typeof message.ts_ns === 'string' ? message.ts_ns : ''
    secondFrom(ts_ns)
    return { type, ts_ns }
  }
  if (type === 'alerts') return { type, conditions: assertConditions(message.conditions) }
  throw new Failure({
    code: 'usage',
    what: 'unknown message type',
    expected: 'a type of pause, resume, seek, speed or alerts',
    found: excerpt(text),
  })
}

/**
 * Parses a server's message. Unknown types give undefined, since a newer server may send more.
 *
 * @throws Failure `input` for an invalid message
 */
export function parseServerMessage(text: string): ServerMessage | undefined {
  const message = parseObject(text)
  if (isServerMessage(message)) return message
  if (typeof message.type === 'string' && !(message.type in REQUIRED)) return undefined
  throw new Failure({
    code: 'input',
    what: "the server's message is incomplete",
    found: excerpt(text),
  })
}

/** Required fields of each message, and their types. */
const REQUIRED: Readonly<Record<ServerMessage['type'], Readonly<Record<string, string>>>> = {
  session: {
    symbol: 'words',
    dt: 'words',
    session: 'words',
    tick_size: 'digits',
    max_rel_ticks: 'number',
    first_window_end_ts_ns: 'digits',
    last_window_end_ts_ns: 'digits',
    open: 'true or nothing',
    surfaces: 'surfaces',
    more_surfaces: 'names or nothing',
    calibration_mode: 'words or nothing',
    open_interest_date: 'words or nothing',
    gex_unit: 'words or nothing',
    gex_sign: 'words or nothing',
    last_expiration_ts_ns: 'digits or nothing',
    book_origin: 'words',
  },
  surface_schema: { surface: 'surface' },
  batch_start: { window_end_ts_ns: 'digits', surfaces: 'surfaces', dropped: 'number' },
  surface_header: { surface: 'surface', window_end_ts_ns: 'digits', rows: 'number' },
  alert: { window_end_ts_ns: 'digits', name: 'words' },
  alerts: { alerts: 'alerts' },
  stream_end: {},
  error: { message: 'words' },
}

function isServerMessage(message: object): message is ServerMessage {
  const { type } = message as { type?: unknown }
  if (typeof type !== 'string' || !Object.hasOwn(REQUIRED, type)) return false
  const fields = message as Readonly<Record<string, unknown>>
  const isComplete = Object.entries(REQUIRED[type as ServerMessage['type']]).every(([name, kind]) =>
    isOfKind(fields[name], kind),
  )
  return isComplete && (type !== 'session' || isDay(message as SessionMessage))
}

/** Whether a session is small enough for a client's memory. */
function isDay(session: SessionMessage): boolean {
  const { firstEndSecond, lastEndSecond, tickSize, maxRelTicks } = dayOf(session)
  const seconds = lastEndSecond - firstEndSecond
  return (
    seconds >= 0 &&
    seconds <= MAX_SECONDS &&
    tickSize > 0 &&
    Number.isSafeInteger(tickSize) &&
    maxRelTicks >= 0 &&
    maxRelTicks <= MAX_REL_TICKS
  )
}

function isOfKind(value: unknown, kind: string): boolean {
  if (kind === 'digits') return typeof value === 'string' && /^\d{1,19}$/.test(value)
  if (kind === 'surface') return isSurface(value)
  if (kind === 'surfaces') return Array.isArray(value) && value.every(isSurface)
  if (kind === 'alerts') return Array.isArray(value) && value.every(isAlert)
  if (kind === 'number') return Number.isSafeInteger(value)
  if (value === null || value === undefined) return kind.endsWith('or nothing')
  if (kind === 'names or nothing') return Array.isArray(value) && value.every(isWords)
  if (kind === 'true or nothing') return value === true
  if (kind === 'digits or nothing') return isOfKind(value, 'digits')
  return isWords(value)
}

/** A displayable text: of limited length and without control characters. */
function isWords(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_CHARACTERS && !/\p{Cc}/u.test(value)
}

function isAlert(value: unknown): boolean {
  const { window_end_ts_ns, name } = (value ?? {}) as Readonly<Record<string, unknown>>
  return isOfKind(window_end_ts_ns, 'digits') && isOfKind(name, 'words')
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw new Failure({
    code: 'usage',
    what: 'the message is not a JSON object',
    found: excerpt(text),
  })
}

function excerpt(text: string): string {
  const brief =
    text.length > MAX_EXCERPT_CHARACTERS ? `${text.slice(0, MAX_EXCERPT_CHARACTERS)}…` : text
  return JSON.stringify(brief)
}
