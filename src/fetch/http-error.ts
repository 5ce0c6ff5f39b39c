/** The server refused a request, or could not answer it. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  /** The vendor's name of the error, "symbology_invalid_request"; undefined where it gave none. */
  readonly reason: string | undefined
  /** What the server asks to wait, from the Retry-After header. */
  readonly retryAfterMs: number | undefined

  constructor(
    status: number,
    message: string,
    {
      reason,
      retryAfterMs,
    }: { reason?: string | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(message)
    this.status = status
    this.reason = reason
    this.retryAfterMs = retryAfterMs
  }
}

/** The server was not reached, or the connection broke before the answer was complete. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** The server's answer is not what its documentation says. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
}

/** Whether the same request may succeed later: rate limits, overload, a broken connection. */
export function isTransient(error: unknown): error is HttpError | ConnectionError {
  if (error instanceof ConnectionError) return true
  return error instanceof HttpError && (error.status === 429 || error.status >= 500)
}

/**
 * The error in an answer's body. Its `detail` is a sentence, or an object with `case` and `message`.
 *
 * @param nowMs of the clock, for a Retry-After that is a date
 */
export function httpErrorFrom(
  status: number,
  body: string,
  retryAfter: string | undefined,
  nowMs: number,
): HttpError {
  const retryAfterMs = retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, nowMs)
  const detail = detailOf(body)
  if (typeof detail === 'string') return new HttpError(status, oneLine(detail), { retryAfterMs })
  const field = (name: string): string | undefined => {
    const found = Object.entries(detail ?? {}).find(([key]) => key === name)?.[1]
    return typeof found === 'string' ? found : undefined
  }
  const message = oneLine(field('message') ?? '')
  return new HttpError(status, message, { reason: field('case'), retryAfterMs })
}

function detailOf(body: string): string | object | undefined {
  try {
    const { detail } = JSON.parse(body)
    return typeof detail === 'string' || typeof detail === 'object'
      ? (detail ?? undefined)
      : undefined
  } catch {
    return undefined // a proxy's page, or nothing
  }
}

const MAX_MESSAGE_LENGTH = 300

/** A server's text as a clause of a sentence. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return line.length > MAX_MESSAGE_LENGTH ? `${line.slice(0, MAX_MESSAGE_LENGTH)}…` : line
}

/** Seconds, or a date (RFC 9110, 10.2.3); undefined for anything else. */
function parseRetryAfter(text: string, nowMs: number): number | undefined {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
