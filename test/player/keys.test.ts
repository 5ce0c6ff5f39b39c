import { describe, expect, test } from 'vitest'
import { actionOf, KEY_MAP, type KeyBinding } from '../../src/player/keys.ts'

describe('the key map', () => {
  const bindings = KEY_MAP.flatMap<KeyBinding>((line) => line.bindings)

  test('no key asks for two things, and every action has a key', () => {
    const keys = bindings.flatMap((binding) => binding.keys)
    expect(new Set(keys).size).toBe(keys.length)
    expect(bindings.every((binding) => binding.keys.length > 0)).toBe(true)
  })

  test('what the help shows is what the keys are', () => {
    const named: Record<string, string> = {
      space: 'Space',
      left: '←',
      right: '→',
      up: '↑',
      down: '↓',
      home: 'Home',
      end: 'End',
      backspace: 'Backspace',
      tab: 'Tab',
      enter: 'Enter',
      escape: 'Esc',
      '-': '−',
    }
    for (const { shown, bindings } of KEY_MAP) {
      for (const { keys } of bindings) {
        const key = keys[0].replace('shift+', '')
        expect(shown.split(' ')).toContain(named[key] ?? key)
        if (keys[0].startsWith('shift+')) expect(shown).toMatch(/^Shift /)
      }
    }
  })

  test('unassigned keys', () => {
    expect(actionOf('shift+left')).toBe('back-1s')
    expect(actionOf('y')).toBeUndefined()
    expect(actionOf('')).toBeUndefined()
  })
})
