import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputParser, type MouseInput, type TerminalInput } from '../../src/tui/input.ts'

const key = (name: string): TerminalInput => ({ type: 'key', key: name })

function mouse(action: MouseInput['action'], column: number, row: number): MouseInput {
  return { type: 'mouse', action, column, row, turn: 0, shift: false }
}

const SAMPLES: readonly (readonly [string, TerminalInput])[] = [
  ['a', key('a')],
  [' ', key('space')],
  ['\t', key('tab')],
  ['\r', key('enter')],
  ['\x7f', key('backspace')],
  ['\x03', key('ctrl+c')],
  ['\x1b[A', key('up')],
  ['\x1b[H', key('home')],
  ['\x1bOF', key('end')],
  ['\x1b[4~', key('end')],
  ['\x1b[D', key('left')],
  ['\x1bOC', key('right')],
  ['\x1b[1;2D', key('shift+left')],
  ['\x1b[<35;12;7M', mouse('move', 11, 6)],
  ['\x1b[<32;12;7M', mouse('drag', 11, 6)],
  ['\x1b[<0;1;1M', mouse('press', 0, 0)],
  ['\x1b[<0;1;1m', mouse('release', 0, 0)],
  ['\x1b[<64;3;4M', { ...mouse('wheel', 2, 3), turn: -1 }],
  ['\x1b[<69;3;4M', { ...mouse('wheel', 2, 3), turn: 1, shift: true }],
  ['é', key('é')],
]

describe('what a terminal sends', () => {
  test.each(SAMPLES)('%j', (text, input) => expect(new InputParser().feed(text)).toEqual([input]))

  test('sequences may come in any pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...SAMPLES), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }),
        (samples, sizes) => {
          const text = samples.map(([sent]) => sent).join('')
          const parser = new InputParser()
          const inputs: TerminalInput[] = []
          for (let at = 0, piece = 0; at < text.length; piece++) {
            const size = sizes[piece % sizes.length]
            inputs.push(...parser.feed(text.slice(at, at + size)))
            at += size
          }
          expect(inputs).toEqual(samples.map(([, input]) => input))
          expect(parser.isPending).toBe(false)
        },
      ),
    )
  })

  test('an escape by itself is the key when nothing follows', () => {
    const parser = new InputParser()
    expect(parser.feed('\x1b')).toEqual([])
    expect(parser.isPending).toBe(true)
    expect(parser.flush()).toEqual([key('escape')])
    expect(parser.flush()).toEqual([])
  })

  test('sequences that are no key of ours are skipped', () => {
    expect(new InputParser().feed('\x1b[15~\x1b[200~x\x1b[?1;2c')).toEqual([key('x')])
  })

  test('whatever comes, it is taken and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parser = new InputParser()
        parser.feed(text)
        parser.flush()
        expect(parser.feed('q')).toEqual([key('q')])
      }),
    )
  })
})
