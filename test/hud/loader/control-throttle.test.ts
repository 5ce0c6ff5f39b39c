import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ControlThrottle } from '../../../src/hud/loader/control-throttle.ts'
import type { ClientMessage } from '../../../src/wire/messages.ts'

let sent: ClientMessage[]
let pacer: ControlThrottle

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  pacer = new ControlThrottle((message) => sent.push(message))
})

afterEach(() => {
  pacer.clear()
  vi.useRealTimers()
})

const seek = (second: number): ClientMessage => ({ type: 'seek', ts_ns: `${second}` })

test('at once, then the latest of each kind, the pause before the seek', () => {
  pacer.send(seek(1))
  expect(sent).toEqual([seek(1)])
  pacer.send(seek(2))
  pacer.send({ type: 'speed', value: 2 })
  pacer.send(seek(3))
  pacer.send({ type: 'resume' })
  pacer.send({ type: 'pause' })
  pacer.send({ type: 'speed', value: 4 })
  expect(sent).toHaveLength(1)
  vi.advanceTimersByTime(100)
  expect(sent.slice(1)).toEqual([{ type: 'pause' }, { type: 'speed', value: 4 }, seek(3)])
  vi.advanceTimersByTime(1000)
  expect(sent).toHaveLength(4)
})

test('what was not told is forgotten', () => {
  pacer.send(seek(1))
  pacer.send(seek(2))
  pacer.clear()
  vi.advanceTimersByTime(1000)
  expect(sent).toEqual([seek(1)])
  pacer.send(seek(3))
  expect(sent.at(-1)).toEqual(seek(3))
})

test('never more often than a server takes them', () => {
  for (let ms = 0; ms < 10_000; ms += 5) {
    pacer.send(seek(ms))
    vi.advanceTimersByTime(5)
  }
  expect(sent.length).toBeLessThanOrEqual(101)
})
