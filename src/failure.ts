/**
 * The one error a user sees. It says what went wrong, where, what was expected and found, and what
 * to do next; everything else that is thrown is a bug of ours.
 */

/** Exit codes, as docs/running.md documents them. */
export const EXIT = {
  ok: 0,
  checkFailed: 1,
  usage: 2,
  input: 3,
  busy: 4,
  bug: 70,
  interrupted: 130,
} as const

/** Who has to act: `usage` the caller's flags, `input` the caller's data, `busy` another run. */
export type FailureCode = 'usage' | 'input' | 'busy'

export interface FailureDetail {
  readonly code: FailureCode
  /** One clause, no full stop: "the file ends inside a record". */
  readonly what: string
  /** File and byte, dataset and row, flag. */
  readonly where?: string
  readonly expected?: string
  readonly found?: string
  /** What to do next, as an imperative: "pass --allow-truncated to keep them". */
  readonly fix?: string
}

/** An error that is told to the user as one sentence; see {@link FailureDetail}. */
export class Failure extends Error {
  readonly detail: FailureDetail

  /** @param options `cause`: the error that this one tells of, whose stack DEBUG shows */
  constructor(detail: FailureDetail, options?: ErrorOptions) {
    super(sentence(detail), options)
    this.name = 'Failure'
    this.detail = detail
  }

  /** The process's exit code for this failure. */
  get exitCode(): number {
    return EXIT[this.detail.code]
  }
}

function sentence({ what, where, expected, found, fix }: FailureDetail): string {
  // A file's name is one line.
  const place = where ? `${printable(where, '')}: ` : ''
  const difference = [expected && `expected ${expected}`, found && `found ${found}`]
    .filter(Boolean)
    .join(', ')
  const told = `${place}${what}${difference ? ` (${difference})` : ''}${fix ? `; ${fix}` : ''}`
  return printable(told.endsWith('?') ? told : `${told}.`)
}

/**
 * A text whose control characters are spelled out, and those that turn the direction of writing:
 * names and messages come from outside, and must not steer a terminal.
 *
 * @param spared control characters that stay: the end of a line
 */
export function printable(text: string, spared = '\n'): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    if (spared.includes(character)) return character
    const code = character.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
  })
}
