import { SCHEMAS } from '../dbn/codes.ts'
import { ERROR_CODE, errorRecord, SYSTEM_CODE, systemRecord } from './notices.ts'
import type { Login } from './requests.ts'

/** How long a session must have waited for its reader, without catching up, to call it slow. */
const SLOW_READER_MS = 1000

/** The schemas whose records may be skipped: each holds the whole state, so that the next one does. */
const SKIPPABLE: ReadonlySet<number> = new Set(
  (['mbp-1', 'mbp-10', 'bbo-1s', 'bbo-1m', 'cmbp-1', 'cbbo-1s', 'cbbo-1m'] as const).map((name) =>
    SCHEMAS.indexOf(name),
  ),
)

/**
 * Handles a client that does not read as fast as records come: it is warned, and if it agreed to
 * that, records that later ones supersede are skipped until it has caught up.
 */
export class SlowReader {
  readonly #behavior: Login['slowReader']
  readonly #skipped = new Map<number, number>()
  #isSlow = false

  constructor(behavior: Login['slowReader']) {
    this.#behavior = behavior
  }

  /** A warning for the client, when it has just become slow. */
  behind(waitedMs: number, now: bigint): Uint8Array | undefined {
    if (this.#isSlow || waitedMs < SLOW_READER_MS) return undefined
    this.#isSlow = true
    const message = `Warning: slow reading, the session has waited ${Math.round(waitedMs)} ms for it`
    return systemRecord(SYSTEM_CODE.slowReader, message, now)
  }

  /** Are records of a schema skipped now? */
  skips(schema: number): boolean {
    return this.#isSlow && this.#behavior === 'skip' && SKIPPABLE.has(schema)
  }

  /** Counts records that were not sent. */
  countSkipped(schema: number, records: number): void {
    if (records > 0) this.#skipped.set(schema, (this.#skipped.get(schema) ?? 0) + records)
  }

  /** The client has caught up: what it is told of records that it missed. */
  caughtUp(now: bigint): Uint8Array[] {
    this.#isSlow = false
    const skipped = [...this.#skipped]
    this.#skipped.clear()
    return skipped.map(([schema, records], index) => {
      const message = `Slow client detected for ${SCHEMAS[schema]}: ${records} records skipped`
      const isLast = index === skipped.length - 1
      return errorRecord(ERROR_CODE.skippedRecords, message, now, isLast)
    })
  }
}
