import { type Mapping, mappingRecord } from './notices.ts'
import type { Outgoing } from './outgoing.ts'
import type { Interest, Subscriptions } from './subscriptions.ts'

/**
 * The symbol mappings that a client is told: each once a UTC date, and always before the first record
 * of its instrument, for an instrument's number is unique only within a day.
 */
export class Announcements {
  readonly #outgoing: Outgoing
  readonly #told = new Set<string>()
  #date = ''

  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing
  }

  /** Sends the mappings of an instrument. */
  announce(interest: Interest, date: string, now: bigint): void {
    for (const mapping of interest.mappings) this.#tell(mapping, date, now)
    interest.isAnnounced = true
  }

  /** Sends the mappings of all subscriptions on a date. */
  announceAll(subscriptions: Subscriptions, date: string, now: bigint): void {
    for (const mapping of subscriptions.mappingsOn(date)) this.#tell(mapping, date, now)
  }

  #tell(mapping: Mapping, date: string, now: bigint): void {
    if (date !== this.#date) {
      this.#told.clear()
      this.#date = date
    }
    const { instrument, stypeIn, symbolIn } = mapping
    const key = `${instrument} ${stypeIn} ${symbolIn}`
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#outgoing.add(mappingRecord(mapping, now), now)
  }
}
