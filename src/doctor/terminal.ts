import { MIN_COLUMNS, MIN_ROWS } from '../tui/layout.ts'
import type { Abilities } from '../tui/painter/colour-depth.ts'
import { type Finding, note, ok } from './finding.ts'

/** The terminal, if there is one. */
export interface TerminalHints {
  readonly isTty: boolean
  /** Undefined off a terminal. */
  readonly columns: number | undefined
  readonly rows: number | undefined
  readonly abilities: Abilities
  /** What TERM says. */
  readonly term: string | undefined
}

const COLOURS: Readonly<Record<Abilities['depth'], string>> = {
  1: 'no colours',
  4: '16 colours',
  8: '256 colours',
  24: 'true colour',
}

export function examineTerminal({ isTty, columns, rows, abilities, term }: TerminalHints): Finding {
  const marks = abilities.utf8 ? 'UTF-8' : 'ASCII'
  const shown = `${COLOURS[abilities.depth]}, ${marks}, TERM ${term || 'not set'}`
  if (!isTty || columns === undefined || rows === undefined) {
    return note('terminal', `none: output goes into a pipe or a file; ${shown}`)
  }
  const text = `${columns} × ${rows}, ${shown}`
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) {
    const least = `${MIN_COLUMNS} × ${MIN_ROWS}`
    return note('terminal', `${text}: too small for the replay`, `make it ${least} or larger`)
  }
  return abilities.depth === 1
    ? note(
        'terminal',
        `${text}: the replay is in letters`,
        'set COLORTERM=truecolor if it has colours',
      )
    : ok('terminal', text)
}
