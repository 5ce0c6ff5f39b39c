import { MIN_COLUMNS, MIN_ROWS } from '../tui/layout.ts'
import type { TerminalCapabilities } from '../tui/painter/colour-depth.ts'
import { type DoctorFinding, note, ok } from './finding.ts'

/** What is known of the terminal. */
export interface TerminalFacts {
  readonly isTty: boolean
  /** Undefined without a terminal. */
  readonly columns: number | undefined
  readonly rows: number | undefined
  readonly capabilities: TerminalCapabilities
  /** Value of TERM. */
  readonly term: string | undefined
}

const COLOURS: Readonly<Record<TerminalCapabilities['depth'], string>> = {
  1: 'no colours',
  4: '16 colours',
  8: '256 colours',
  24: 'true colour',
}

export function examineTerminal({
  isTty,
  columns,
  rows,
  capabilities,
  term,
}: TerminalFacts): DoctorFinding {
  const marks = capabilities.utf8 ? 'UTF-8' : 'ASCII'
  const shown = `${COLOURS[capabilities.depth]}, ${marks}, TERM ${term || 'not set'}`
  if (!isTty || columns === undefined || rows === undefined) {
    return note('terminal', `none: output goes into a pipe or a file; ${shown}`)
  }
  const text = `${columns} × ${rows}, ${shown}`
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) {
    const least = `${MIN_COLUMNS} × ${MIN_ROWS}`
    return note('terminal', `${text}: too small for the replay`, `make it ${least} or larger`)
  }
  return capabilities.depth === 1
    ? note(
        'terminal',
        `${text}: the replay is drawn in letters`,
        'set COLORTERM=truecolor if it has colours',
      )
    : ok('terminal', text)
}
