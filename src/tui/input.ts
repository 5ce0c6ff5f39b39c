/** The mouse at a cell, counted from 0. */
export interface MouseInput {
  readonly type: 'mouse'
  readonly action: 'move' | 'press' | 'drag' | 'release' | 'wheel'
  readonly column: number
  readonly row: number
  /** Of the wheel: −1 up, 1 down. */
  readonly turn: -1 | 0 | 1
  readonly shift: boolean
}

/** Input of a terminal: a key by its name in the key map, or the mouse. */
export type TerminalInput = { readonly type: 'key'; readonly key: string } | MouseInput

const ESCAPE = '\u001b'
/** An escape sequence after ESC: a bracket, parameters, intermediates and a final letter. */
const SEQUENCE = /^(?:\[([0-9;<=>?]*)[ -/]*([@-~])|O([A-Za-z]))/
/** The beginning of a sequence that is not complete yet. */
const INCOMPLETE_SEQUENCE = /^(?:\[[0-9;<=>?]*[ -/]*|O)?$/

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

/** Control characters are the letters' numbers. */
const LETTERS = 26
const BEFORE_A = 96

const ARROWS: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left' }

/** Final letters of xterm, and the numbers before ~ of others. */
const ENDS: Readonly<Record<string, string>> = {
  H: 'home',
  F: 'end',
  '1~': 'home',
  '4~': 'end',
  '7~': 'home',
  '8~': 'end',
}

/** Modifier 2 is Shift; parameters are "1;2". */
const SHIFTED = ';2'

/** Bits of a mouse report's code (xterm, SGR mode), and the codes of its buttons. */
const SHIFT_BIT = 4
const MOTION_BIT = 32
const WHEEL_BIT = 64
const BUTTON_BITS = 3
const LEFT_BUTTON = 0
const NO_BUTTON = 3

/** Parses terminal input; a sequence may arrive in several chunks. */
export class InputParser {
  #pending = ''

  /** Whether an escape is pending, which is the Escape key if nothing follows soon. */
  get isPending(): boolean {
    return this.#pending !== ''
  }

  feed(text: string): TerminalInput[] {
    this.#pending += text
    const inputs: TerminalInput[] = []
    while (this.#pending !== '') {
      const afterEscape = this.#pending.startsWith(ESCAPE) ? this.#pending.slice(1) : undefined
      if (afterEscape !== undefined && INCOMPLETE_SEQUENCE.test(afterEscape)) break
      const sequence = afterEscape === undefined ? null : SEQUENCE.exec(afterEscape)
      if (sequence) {
        this.#pending = this.#pending.slice(1 + sequence[0].length)
        const input = inputOf(sequence)
        if (input) inputs.push(input)
        continue
      }
      const character = String.fromCodePoint(this.#pending.codePointAt(0) as number)
      this.#pending = this.#pending.slice(character.length)
      // Alt with a key is sent as ESC and the key; Alt is ignored.
      if (character === ESCAPE) continue
      inputs.push({ type: 'key', key: CONTROL_KEYS[character] ?? controlKey(character) })
    }
    return inputs
  }

  /** Called when nothing followed: a pending escape is the Escape key. */
  flush(): TerminalInput[] {
    const isEscape = this.#pending !== ''
    this.#pending = ''
    return isEscape ? [{ type: 'key', key: 'escape' }] : []
  }
}

/** "ctrl+n" of a control character; any other character is a key by itself. */
function controlKey(character: string): string {
  const code = character.charCodeAt(0)
  return code >= 1 && code <= LETTERS ? `ctrl+${String.fromCharCode(BEFORE_A + code)}` : character
}

function inputOf([, parameters = '', final, application]: RegExpExecArray):
  | TerminalInput
  | undefined {
  const arrow = ARROWS[final ?? application]
  if (arrow) {
    return { type: 'key', key: parameters.endsWith(SHIFTED) ? `shift+${arrow}` : arrow }
  }
  const end = ENDS[final === '~' ? `${parameters}~` : (final ?? application)]
  if (end) return { type: 'key', key: end }
  if (parameters.startsWith('<') && (final === 'M' || final === 'm')) {
    const [code, column, row] = parameters.slice(1).split(';').map(Number)
    return mouseOf(code, final === 'm', column - 1, row - 1)
  }
  return undefined
}

function mouseOf(
  code: number,
  isRelease: boolean,
  column: number,
  row: number,
): MouseInput | undefined {
  const place = { type: 'mouse', column, row, turn: 0, shift: (code & SHIFT_BIT) !== 0 } as const
  const button = code & BUTTON_BITS
  if (code & WHEEL_BIT) return { ...place, action: 'wheel', turn: button === 0 ? -1 : 1 }
  if (code & MOTION_BIT) {
    return { ...place, action: button === NO_BUTTON ? 'move' : 'drag' }
  }
  if (button !== LEFT_BUTTON) return undefined
  return { ...place, action: isRelease ? 'release' : 'press' }
}
