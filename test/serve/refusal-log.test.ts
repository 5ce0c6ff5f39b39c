import { expect, test } from 'vitest'
import type { LogEntry } from '../../src/serve/log.ts'
import { RefusalLog } from '../../src/serve/refusal-log.ts'
import { VirtualClock } from '../virtual-clock.ts'

function kept() {
  const clock = new VirtualClock()
  const lines: LogEntry[] = []
  return { clock, lines, log: new RefusalLog((line) => lines.push(line), clock) }
}

test('a line a minute and client, which counts those between', async () => {
  const { clock, lines, log } = kept()
  for (let second = 0; second < 60; second++) {
    log.add('192.0.2.7', 401, 'A token is needed.')
    await clock.advance(1000)
  }
  expect(lines.map(({ fields }) => fields)).toEqual([
    { address: '192.0.2.7', status: 401, message: 'A token is needed.' },
  ])
  log.add('192.0.2.8', 404, 'Not found.')
  log.add('::ffff:192.0.2.7', 401, 'A token is needed.')
  expect(lines.slice(1).map(({ fields }) => fields)).toEqual([
    { address: '192.0.2.8', status: 404, message: 'Not found.' },
    { address: '192.0.2.7', status: 401, message: 'A token is needed.', more_before: 59 },
  ])
})

test('of many clients the oldest are forgotten, so that memory is bounded', () => {
  const { lines, log } = kept()
  const addresses = Array.from({ length: 4097 }, (_, at) => `10.0.${at >> 8}.${at & 255}`)
  for (const address of addresses) log.add(address, 401, 'x')
  log.add(addresses[4096], 401, 'x')
  expect(lines).toHaveLength(4097)
  log.add(addresses[0], 401, 'x')
  expect(lines).toHaveLength(4098)
})
