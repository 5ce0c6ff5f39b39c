import { describe, expect, it } from 'vitest'
import { examineParts } from '../../src/doctor/parts.ts'
import { examineRuntime } from '../../src/doctor/runtime.ts'
import { examineTerminal } from '../../src/doctor/terminal.ts'

describe('Node', () => {
  const here = { path: '/bin/node', platform: 'linux x64', startedBy: undefined }

  it('is said with where it lies, and by whom it was started', () => {
    expect(examineRuntime({ ...here, version: '26.10.0', startedBy: '20.20.2' })).toEqual({
      name: 'node',
      state: 'ok',
      text: '26.10.0 on linux x64 at /bin/node, started by 20.20.2',
    })
  })

  it('that is too old is a fault', () => {
    expect(examineRuntime({ ...here, version: '24.1.0' })).toEqual({
      name: 'node',
      state: 'fault',
      text: '24.1.0 on linux x64 at /bin/node: 26 or later is needed',
      fix: 'run npm ci, which brings one',
    })
  })
})

describe('the terminal', () => {
  const large = { isTty: true, columns: 120, rows: 40, term: 'xterm-256color' }

  it.each([
    [
      { ...large, abilities: { depth: 24, utf8: true } },
      'ok',
      '120 × 40, true colour, UTF-8, TERM xterm-256color',
    ],
    [
      { ...large, abilities: { depth: 8, utf8: false } },
      'ok',
      '120 × 40, 256 colours, ASCII, TERM xterm-256color',
    ],
    [
      { ...large, abilities: { depth: 1, utf8: true } },
      'note',
      '120 × 40, no colours, UTF-8, TERM xterm-256color: the replay is in letters',
    ],
    [
      { ...large, rows: 10, abilities: { depth: 4, utf8: true } },
      'note',
      '120 × 10, 16 colours, UTF-8, TERM xterm-256color: too small for the replay',
    ],
    [
      {
        isTty: false,
        columns: undefined,
        rows: undefined,
        term: undefined,
        abilities: { depth: 1, utf8: true },
      },
      'note',
      'none: output goes into a pipe or a file; no colours, UTF-8, TERM not set',
    ],
  ] as const)('%j', (hints, state, text) => {
    expect(examineTerminal(hints)).toMatchObject({ name: 'terminal', state, text })
  })
})

describe('the parts', () => {
  it('are tried: several zstd frames, DuckDB, blessed', async () => {
    const findings = await examineParts()
    expect(findings.map(({ name }) => name)).toEqual(['zstd', 'sql', 'monitor', 'browser'])
    expect(findings.filter(({ state }) => state === 'fault')).toEqual([])
    expect(findings[1].text).toMatch(/^DuckDB v\d/)
  })
})
