import { describe, expect, test } from 'vitest'
import { type KeyPress, keyName } from '../../../src/hud/page/keyboard.ts'
import { actionOf, KEY_MAP } from '../../../src/player/keys.ts'

const press = (
  key: string,
  held: Partial<Record<'shift' | 'ctrl' | 'alt' | 'meta' | 'graph', true>> = {},
): KeyPress => ({
  key,
  shiftKey: held.shift ?? false,
  ctrlKey: held.ctrl ?? false,
  altKey: held.alt ?? false,
  metaKey: held.meta ?? false,
  getModifierState: (name) => name === 'AltGraph' && held.graph === true,
})

describe('keys', () => {
  test.each([
    [press(' '), 'pause'],
    [press('ArrowLeft'), 'back-5s'],
    [press('ArrowLeft', { shift: true }), 'back-1s'],
    [press('ArrowUp'), 'forward-1m'],
    [press('Backspace'), 'normal-speed'],
    [press('Escape'), 'dismiss'],
    [press('N', { shift: true }), 'previous-event'],
    [press('?', { shift: true }), 'help'],
    [press('{', { ctrl: true, alt: true, graph: true }), 'half-speed'],
  ])('%o: %s', (key, action) => {
    expect(actionOf(keyName(key) ?? '')).toBe(action)
  })

  test('the browser’s own are left to it', () => {
    for (const held of ['alt', 'meta'] as const) {
      expect(keyName(press('l', { [held]: true }))).toBeUndefined()
    }
    // Only where the configuration names it.
    expect(keyName(press('l', { ctrl: true }))).toBe('ctrl+l')
    expect(actionOf('ctrl+l')).toBeUndefined()
    expect(keyName(press('L', { ctrl: true, shift: true }))).toBeUndefined()
    expect(keyName(press('1', { ctrl: true }))).toBeUndefined()
    for (const key of ['Tab', 'F5', 'Shift', 'Dead']) {
      expect(keyName(press(key))).toBeUndefined()
    }
  })

  test('every key of the terminal has its key here, but for Tab and what ends a program', () => {
    const names: Record<string, string> = {
      space: ' ',
      left: 'ArrowLeft',
      right: 'ArrowRight',
      up: 'ArrowUp',
      down: 'ArrowDown',
      home: 'Home',
      end: 'End',
      backspace: 'Backspace',
      escape: 'Escape',
      enter: 'Enter',
    }
    const keys = KEY_MAP.flatMap(({ bindings }) => bindings.flatMap((binding) => binding.keys))
    for (const key of keys.filter((name) => name !== 'tab' && name !== 'ctrl+c')) {
      const bare = key.replace('shift+', '')
      const event = press(names[bare] ?? bare, key.startsWith('shift+') ? { shift: true } : {})
      expect(keyName(event)).toBe(key)
    }
  })
})
