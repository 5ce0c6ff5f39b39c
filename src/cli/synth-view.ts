import type { SynthProgress } from '../synth/synthesize.ts'
import { count } from './columns.ts'

/** Shows the progress of synthesis on stderr; silent where that is no terminal. */
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

  /** Clears the line. */
  end(): void {
    if (this.#hasDrawn) process.stderr.write('\r\x1b[2K')
    this.#hasDrawn = false
  }
}
