import type { SynthProgress } from '../synth/synthesize.ts'
import { count } from './columns.ts'

/** Shows on a terminal's stderr how far a synthetic day is; says nothing elsewhere. */
export class SynthView {
  readonly #isShown: boolean
  #hasDrawn = false

  constructor(quiet: boolean) {
    this.#isShown = !quiet && process.stderr.isTTY === true && !process.env.CI
  }

  readonly report = ({ date, second, seconds, records }: SynthProgress): void => {
    if (!this.#isShown) return
    this.#hasDrawn = true
    const share = Math.round((100 * second) / seconds)
    process.stderr.write(`\r\x1b[2K${date}  ${share} %  ${count(records)} records`)
  }

  /** Takes the line off the screen. */
  end(): void {
    if (this.#hasDrawn) process.stderr.write('\r\x1b[2K')
    this.#hasDrawn = false
  }
}
