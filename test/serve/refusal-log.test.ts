import { expect, test } from 'vitest'
import type { LogEntry } from '../../src/serve/log.ts'
import { RefusalLog } from '../../src/serve/refusal-log.ts'
import { VirtualClock } from '../virtual-clock.ts'

function kept() {
  const clock = new VirtualClock()
  const lines: LogEntry[] = []
  return { clock, lines, log: new RefusalLog((line) => lines.push(line), clock) }
}

test('the first at once, those of each minute after it by status', async () => {
  const { clock, lines, log } = kept()
  for (let second = 0; second < 70; second++) {
    log.add('192.0.2.7', second % 10 === 0 ? 429 : 401, 'A token is needed.')
    await clock.advance(1000)
  }
  log.add('::ffff:192.0.2.7', 401, 'A token is needed.')
  log.add('192.0.2.8', 404, 'Not found.')
  await clock.advance(300_000)
  expect(lines.map(({ event, fields }) => ({ event, ...fields }))).toEqual([
    { event: 'refused', address: '192.0.2.7', status: 429, message: 'A token is needed.' },
    { event: 'refused_more', address: '192.0.2.7', status_401: 54, status_429: 5 },
    { event: 'refused', address: '192.0.2.8', status: 404, message: 'Not found.' },
    { event: 'refused_more', address: '192.0.2.7', status_401: 10, status_429: 1 },
  ])
  log.add('192.0.2.7', 401, 'A token is needed.')
  expect(lines).toHaveLength(5)
})

test('what is not logged yet is logged when the server closes', () => {
  const { lines, log } = kept()
  for (let times = 0; times < 3; times++) log.add('192.0.2.7', 401, 'A token is needed.')
  log.close()
  expect(lines.at(-1)?.fields).toEqual({ address: '192.0.2.7', status_401: 2 })
})

test('of many clients the oldest are forgotten, so that memory is bounded', () => {
  const { lines, log } = kept()
  const addresses = Array.from({ length: 4097 }, (_, at) => `10.0.${at >> 8}.${at & 255}`)
  for (const address of addresses) log.add(address, 401, 'x')
  log.add(addresses[4096], 401, 'x')
  log.add(addresses[1], 401, 'x')
  expect(lines).toHaveLength(4097)
  log.add(addresses[0], 401, 'x')
  expect(lines.slice(4097).map(({ event, fields }) => [event, fields.address])).toEqual([
    ['refused_more', addresses[1]],
    ['refused', addresses[0]],
  ])
})
