import type { UnixSecond } from '../market/time.ts'
import type { OptionRecords } from '../options/option-records.ts'
import type { OptionSeconds } from '../options/option-seconds.ts'
import { BufferedRecords } from './held-records.ts'

/** Passes options' records on second by second; those of later seconds are held back. */
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

  /** Passes on held records of windows that end by then. */
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
