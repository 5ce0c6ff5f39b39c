/** What a terminal sends: a key by the names of the key map, or the mouse at a cell, counted from 0. */
export type Input =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'mouse'; readonly column: number; readonly row: number }

const ESCAPE = '\u001b'
/** What follows escape in a sequence: a bracket, parameters, intermediates and a final letter. */
const SEQUENCE = /^(?:\[([0-9;<=>?]*)[ -/]*([@-~])|O([A-Za-z]))/
/** The beginning of one that may go on. */
const BEGUN = /^(?:\[[0-9;<=>?]*[ -/]*|O)?$/

const CONTROL_KEYS: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\r': 'enter',
  '\n': 'enter',
  ' ': 'space',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl+c',
  '\u001a': 'ctrl+z',
}

const ARROWS: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left' }

/** Modifier 2 is Shift; parameters are "1;2". */
const SHIFTED = ';2'

/** Takes apart what a terminal sends; a sequence may come in pieces. */
export class InputParser {
  #rest = ''

  /** Is an escape waiting, which is a key by itself if nothing follows soon? */
  get isPending(): boolean {
    return this.#rest !== ''
  }

  feed(text: string): Input[] {
    this.#rest += text
    const inputs: Input[] = []
    while (this.#rest !== '') {
      const afterEscape = this.#rest.startsWith(ESCAPE) ? this.#rest.slice(1) : undefined
      if (afterEscape !== undefined && BEGUN.test(afterEscape)) break
      const sequence = afterEscape === undefined ? null : SEQUENCE.exec(afterEscape)
      if (sequence) {
        this.#rest = this.#rest.slice(1 + sequence[0].length)
        const input = inputOf(sequence)
        if (input) inputs.push(input)
        continue
      }
      const character = String.fromCodePoint(this.#rest.codePointAt(0) as number)
      this.#rest = this.#rest.slice(character.length)
      // Alt and a key comes as escape and the key: the key is what counts.
      if (character === ESCAPE) continue
      inputs.push({ type: 'key', key: CONTROL_KEYS[character] ?? character })
    }
    return inputs
  }

  /** Nothing followed: what was waiting is the escape key. */
  flush(): Input[] {
    const isEscape = this.#rest !== ''
    this.#rest = ''
    return isEscape ? [{ type: 'key', key: 'escape' }] : []
  }
}

function inputOf([, parameters = '', final, application]: RegExpExecArray): Input | undefined {
  const arrow = ARROWS[final ?? application]
  if (arrow) {
    return { type: 'key', key: parameters.endsWith(SHIFTED) ? `shift+${arrow}` : arrow }
  }
  if (parameters.startsWith('<') && (final === 'M' || final === 'm')) {
    const [, column, row] = parameters.slice(1).split(';').map(Number)
    return { type: 'mouse', column: column - 1, row: row - 1 }
  }
  return undefined
}
