import { describe, expect, test, vi } from 'vitest'
import { type Received, type TestClient, TestGateway } from './client.ts'
import { ESH6, ESM6, makeFile, mboRecord, removeFilesAfterwards } from './made-files.ts'

removeFilesAfterwards()

const COUNT = 3000
/** Ten records a second, some of them at the same ts_event. */
const ORDERS = makeFile(
  'mbo',
  Array.from({ length: COUNT }, (_, index) => {
    const at = Math.floor(index / 3) * 0.3
    return mboRecord({ at, instrument: index % 2 ? ESH6 : ESM6, id: BigInt(index) })
  }),
)
const ALL = 'schema=mbo|symbols=ALL_SYMBOLS'

const ordersOf = (client: TestClient) => client.of('mbo')

/**
 * What has been received of records that were cut off, as the vendor advises: replay from the last
 * ts_event, and drop as many records at it as are there already.
 */
function resumed(received: readonly Received[], replayed: readonly Received[]): Received[] {
  const last = received.at(-1)?.ts_event
  let known = received.filter(({ ts_event }) => ts_event === last).length
  return replayed.filter(({ ts_event }) => ts_event !== last || known-- <= 0)
}

async function streamWithCuts(seed: number, login = '') {
  const gateway = await TestGateway.of([ORDERS])
  const received: Received[] = []
  const lengths: number[] = []
  for (;;) {
    const last = received.at(-1)?.ts_event
    const lines = [last === undefined ? ALL : `${ALL}|start=${last}`, 'start_session']
    const client = gateway.connect(lines, { login, faults: 'cut:30s', seed })
    const { reason } = await client.ended
    received.push(...resumed(received, ordersOf(client)))
    lengths.push(client.parts.binary.length)
    if (reason !== 'cut') return { received, lengths }
  }
}

describe('a link that is cut', () => {
  test.each(['', 'compression=zstd'])('loses no record to who resumes: %s', async (login) => {
    const { received, lengths } = await streamWithCuts(3, login)
    expect(received.map(({ order_id }) => Number(order_id))).toEqual(
      Array.from({ length: COUNT }, (_, index) => index),
    )
    expect(lengths.length).toBeGreaterThan(6)
  })

  test('is cut at the same bytes of the same seed', async () => {
    const [one, same, other] = [
      await streamWithCuts(1),
      await streamWithCuts(1),
      await streamWithCuts(2),
    ]
    expect(same.lengths).toEqual(one.lengths)
    expect(other.lengths).not.toEqual(one.lengths)
    // Within a record, which is what a link that breaks does.
    expect(one.lengths.some((length) => length % 8 !== 0)).toBe(true)
  })
})

test('a link that is cut in a quiet stretch comes to its end', async () => {
  const [early, late] = [
    mboRecord({ at: 0, instrument: ESH6, id: 1n }),
    mboRecord({ at: 300, instrument: ESH6, id: 2n }),
  ]
  const gateway = await TestGateway.of([makeFile('mbo', [early, late])])
  const received: Received[] = []
  const MAX_CONNECTIONS = 40
  for (let connections = 1; ; connections++) {
    expect(connections).toBeLessThan(MAX_CONNECTIONS)
    const client = gateway.connect([ALL, 'start_session'], { faults: 'cut:30s' })
    const { reason } = await client.ended
    received.push(...ordersOf(client))
    if (reason !== 'cut') break
  }
  // The last bytes before a cut may be lost.
  expect(received.map(({ order_id }) => Number(order_id))).toContain(2)
})

test('pieces of any size are the same stream', async () => {
  const gateway = await TestGateway.of([ORDERS])
  const whole = gateway.connect([ALL, 'start_session'])
  await whole.ended
  const split = gateway.connect([ALL, 'start_session'], { faults: 'split' })
  await split.ended
  expect(split.writes.length).toBeGreaterThan(10 * whole.writes.length)
  expect(Buffer.compare(split.parts.binary, whole.parts.binary)).toBe(0)
})

test('a stream that is held up comes late, and whole', async () => {
  const gateway = await TestGateway.of([ORDERS])
  const client = gateway.connect([ALL, 'start_session'], { faults: 'late:60s' })
  await vi.waitFor(() => expect(gateway.clock.pending).toBe(1))
  expect(ordersOf(client).length).toBeLessThan(COUNT)
  await gateway.clock.during(client.ended)
  expect(ordersOf(client)).toHaveLength(COUNT)
  expect(gateway.clock.now()).toBeGreaterThan(400)
})

test('a link that is slow is warned of as a slow reader', async () => {
  const gateway = await TestGateway.of([ORDERS])
  const client = gateway.connect([ALL, 'start_session'], { faults: 'slow:40s' })
  await gateway.clock.during(client.ended)
  expect(ordersOf(client)).toHaveLength(COUNT)
  expect(client.of('system').map(({ code }) => code)).toContain(2)
})
