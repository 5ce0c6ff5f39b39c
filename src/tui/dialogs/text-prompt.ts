/** A line to type into. It stays open, with what was typed, when the text is refused. */
export class TextPrompt {
  readonly #label: string
  readonly #accept: (text: string) => string | undefined
  readonly #maxTyped: number
  #typed = ''
  #refusal: string | undefined

  /**
   * @param accept takes a text, or returns why it is refused
   * @param maxTyped longest text, characters
   */
  constructor(label: string, accept: (text: string) => string | undefined, maxTyped: number) {
    this.#label = label
    this.#accept = accept
    this.#maxTyped = maxTyped
  }

  get message(): string {
    const prompt = `${this.#label}: ${this.#typed}▏`
    return this.#refusal === undefined ? prompt : `${prompt}  ${this.#refusal}`
  }

  get isWarning(): boolean {
    return this.#refusal !== undefined
  }

  /** Handles a key; returns whether the text has been taken, which closes the prompt. */
  press(key: string): boolean {
    if (key === 'enter') {
      this.#refusal = this.#accept(this.#typed)
      return this.#refusal === undefined
    }
    this.#refusal = undefined
    if (key === 'backspace') this.#typed = this.#typed.slice(0, -1)
    else if (this.#typed.length < this.#maxTyped) {
      if (key === 'space') this.#typed += ' '
      else if ([...key].length === 1) this.#typed += key
    }
    return false
  }
}
