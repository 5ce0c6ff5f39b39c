import { describe, expect, it } from 'vitest'
import { examineTerminal } from '../../src/doctor/terminal.ts'

describe('the terminal', () => {
  const large = { isTty: true, columns: 120, rows: 40, term: 'xterm-256color' }

  it.each([
    [
      { ...large, capabilities: { depth: 24, utf8: true } },
      'ok',
      '120 × 40, true colour, UTF-8, TERM xterm-256color',
    ],
    [
      { ...large, capabilities: { depth: 8, utf8: false } },
      'ok',
      '120 × 40, 256 colours, ASCII, TERM xterm-256color',
    ],
    [
      { ...large, capabilities: { depth: 1, utf8: true } },
      'note',
      '120 × 40, no colours, UTF-8, TERM xterm-256color: the replay is drawn in letters',
    ],
    [
      { ...large, rows: 10, capabilities: { depth: 4, utf8: true } },
      'note',
      '120 × 10, 16 colours, UTF-8, TERM xterm-256color: too small for the replay',
    ],
    [
      {
        isTty: false,
        columns: undefined,
        rows: undefined,
        term: undefined,
        capabilities: { depth: 1, utf8: true },
      },
      'note',
      'none: output goes into a pipe or a file; no colours, UTF-8, TERM not set',
    ],
  ] as const)('%j', (hints, state, text) => {
    expect(examineTerminal(hints)).toMatchObject({ name: 'terminal', state, text })
  })
})
