import { expect, it } from 'vitest'
import { namedSignalFault, namedSignals, signalOf } from '../../src/signals/named-signals.ts'

it('a name is one that no expression has, and its text a signal', () => {
  expect(namedSignalFault('squeeze', 'above_score > 0.9')).toBeUndefined()
  expect(namedSignalFault('Squeeze!', 'above_score > 0.9')).toContain('lower-case letters')
  expect(namedSignalFault('prev', 'above_score > 0.9')).toContain('means something else')
  expect(namedSignalFault('spot', 'above_score > 0.9')).toContain('means something else')
  expect(namedSignalFault('squeeze', 'window_valid')).toContain('window_valid looks ahead')
})

it('a signal is found by its name, or read as an expression', () => {
  const named = namedSignals({ squeeze: 'above_score > 0.9' })
  expect(signalOf(' squeeze', named)).toMatchObject({
    name: 'squeeze',
    signal: { text: 'above_score > 0.9' },
  })
  expect(signalOf('ofi > 3', named)).toMatchObject({ name: undefined, signal: { text: 'ofi > 3' } })
  expect(() => signalOf('squeez', named)).toThrow('an expression, or one of squeeze')
  expect(() => signalOf('squeez', new Map())).toThrow('a name below signals:')
  expect(() => signalOf('window_valid', named)).toThrow('window_valid looks ahead')
  expect(() => signalOf('ofi', named)).toThrow('a signal is a condition')
})
