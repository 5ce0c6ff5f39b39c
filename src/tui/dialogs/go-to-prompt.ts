import { readPosition } from '../../player/go-to.ts'
import type { DayDescription } from '../../seconds/second.ts'

const MAX_TYPED = 24

/** The go-to prompt. It stays open, with what was typed, when a position is refused. */
export class GoToPrompt {
  readonly #day: DayDescription
  #typed = ''
  #refusal: string | undefined

  constructor(day: DayDescription) {
    this.#day = day
  }

  get message(): string {
    const prompt = `go to (09:31:00 or 30 %): ${this.#typed}▏`
    return this.#refusal === undefined ? prompt : `${prompt}  ${this.#refusal}`
  }

  get isWarning(): boolean {
    return this.#refusal !== undefined
  }

  /** Handles a key; returns the second to go to once one is accepted. */
  press(key: string): number | undefined {
    if (key === 'enter') return this.#accept()
    this.#refusal = undefined
    if (key === 'backspace') this.#typed = this.#typed.slice(0, -1)
    else if (this.#typed.length < MAX_TYPED) {
      if (key === 'space') this.#typed += ' '
      else if ([...key].length === 1) this.#typed += key
    }
    return undefined
  }

  #accept(): number | undefined {
    const { firstEndSecond, lastEndSecond } = this.#day
    const position = readPosition(this.#typed, firstEndSecond, lastEndSecond)
    if ('second' in position) return position.second
    this.#refusal = position.refusal
    return undefined
  }
}
