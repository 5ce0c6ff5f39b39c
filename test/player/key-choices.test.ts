import { describe, expect, test } from 'vitest'
import { Keys, keyFault } from '../../src/player/key-choices.ts'
import { KEY_MAP } from '../../src/player/keys.ts'

describe('keys as the user has them', () => {
  test('without choices: the key map', () => {
    const keys = new Keys()
    for (const { bindings } of KEY_MAP) {
      for (const { action, keys: own } of bindings)
        for (const key of own) expect(keys.actionOf(key)).toBe(action)
    }
    expect(keys.help).toEqual(KEY_MAP)
  })

  test('an action has the keys that are chosen, and no other', () => {
    const keys = new Keys({ keys: { 'next-event': 'ctrl+n x' }, hasCharacterKeys: true })
    expect(['ctrl+n', 'x', 'n', 'N', 'd'].map((key) => keys.actionOf(key))).toEqual([
      'next-event',
      'next-event',
      undefined,
      'previous-event',
      'trades',
    ])
    const line = keys.help.find(({ does }) => does.startsWith('next, previous event'))
    expect(line?.shown).toBe('ctrl+n x N')
    // Its key is the other's now.
    expect(keys.help.some(({ does }) => does === 'sweeps, icebergs, absorption')).toBe(false)
  })

  test('none frees a key', () => {
    const keys = new Keys({ keys: { quit: 'none' }, hasCharacterKeys: true })
    expect(keys.actionOf('q')).toBeUndefined()
    expect(keys.help.some(({ does }) => does === 'quit')).toBe(false)
  })

  test('single characters can be switched off; what is chosen stays', () => {
    const keys = new Keys({ keys: { help: 'ctrl+h', fit: 'z' }, hasCharacterKeys: false })
    expect(
      ['n', '?', 'space', 'left', 'ctrl+h', 'z', 'enter'].map((key) => keys.actionOf(key)),
    ).toEqual([undefined, undefined, 'pause', 'back-5s', 'help', 'fit', 'map-alone'])
    const shown = keys.help.flatMap(({ shown }) => shown.split(' '))
    expect(shown).toContain('ctrl+h')
    expect(shown).not.toContain('n')
  })
})

describe('what is wrong with a choice', () => {
  test.each([
    ['next-event', 'ctrl+n', undefined],
    ['pause', 'p space', undefined],
    ['quit', 'none', undefined],
    ['next-evnt', 'n', /^there is no such action; did you mean "next-event"/],
    ['quit', 'f13', /^"f13" is no key: write a character, ctrl\+ and a letter, none, or one of/],
    ['quit', 'ctrl+1', /^"ctrl\+1" is no key/],
    ['quit', '', /^"" is no key|^a key is missing/],
  ])('%s: %s', (action, keys, fault) => {
    if (fault === undefined) expect(keyFault(action, keys)).toBeUndefined()
    else expect(keyFault(action, keys)).toMatch(fault)
  })
})
