import type { UnixSecond } from '../market/time.ts'
import type { OptionRecords } from '../options/option-records.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import { BufferedRecords } from './held-records.ts'

/**
 * Hands options' records on second by second: what belongs to a second that is not under way yet is
 * held until it is.
 */
export class OptionFeed {
  readonly #seconds: OptionSeconds
  readonly #held = new BufferedRecords()

  constructor(seconds: OptionSeconds) {
    this.#seconds = seconds
  }

  /** @param windowEnd Unix second at which the window under way ends */
  push(records: OptionRecords, windowEnd: UnixSecond): void {
    if (this.#held.isEmpty) {
      this.#held.append(records, this.#seconds.push(records, 0, windowEnd))
    } else {
      this.#held.append(records, 0)
      this.advance(windowEnd)
    }
  }

  /** The file that records come from is over. */
  endFile(): void {
    if (this.#held.isEmpty) this.#seconds.endFile()
    else this.#held.endFile()
  }

  /** Hands on what has been held and belongs to a window that ends by then. */
  advance(windowEnd: UnixSecond): void {
    while (!this.#held.isEmpty) {
      const { records, first } = this.#held
      const row = this.#seconds.push(records, first, windowEnd)
      const isFileEnd = this.#held.take(row)
      if (isFileEnd) this.#seconds.endFile()
      else if (row < records.length) return
    }
  }
}
