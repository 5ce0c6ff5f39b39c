import { describe, expect, test } from 'vitest'
import { terminalCapabilities } from '../../src/tui/capabilities.ts'

const of = (env: Record<string, string>, depth?: number, noColor = false) =>
  terminalCapabilities({ env, depth, noColor })

describe('what a terminal can show', () => {
  test('colours: what the stream says, unless the environment knows better', () => {
    expect(of({}, 8).depth).toBe(8)
    expect(of({ COLORTERM: 'truecolor' }, 8).depth).toBe(24)
    expect(of({ TERM: 'xterm-256color' }).depth).toBe(8)
    expect(of({ TERM: 'xterm' }).depth).toBe(4)
  })

  test('none where none are wanted', () => {
    expect(of({ NO_COLOR: '1', COLORTERM: 'truecolor' }, 24).depth).toBe(1)
    expect(of({ TERM: 'dumb' }, 24).depth).toBe(1)
    expect(of({ COLORTERM: 'truecolor' }, 24, true).depth).toBe(1)
    // no-color.org: empty does not count.
    expect(of({ NO_COLOR: '' }, 24).depth).toBe(24)
  })

  test('UTF-8, unless the locale says otherwise', () => {
    expect(of({}).utf8).toBe(true)
    expect(of({ LANG: 'de_DE.UTF-8' }).utf8).toBe(true)
    expect(of({ LANG: 'C' }).utf8).toBe(false)
    expect(of({ LC_ALL: 'C.utf8', LANG: 'C' }).utf8).toBe(true)
    expect(of({ LC_ALL: 'POSIX', LANG: 'C.UTF-8' }).utf8).toBe(false)
  })
})
