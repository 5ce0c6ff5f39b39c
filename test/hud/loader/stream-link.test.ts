import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type LinkListener,
  type LinkOptions,
  StreamLink,
} from '../../../src/hud/loader/stream-link.ts'
import { DEALER_COLUMNS, DEALER_SURFACES } from '../../../src/player/dealer-moment.ts'
import { PICTURE_COLUMNS } from '../../../src/player/picture-columns.ts'
import { SMILE_COLUMNS } from '../../../src/player/smile-moment.ts'
import { type DayDescription, DEFAULT_SURFACES } from '../../../src/seconds/second.ts'
import type { StreamBatch } from '../../../src/wire/batch.ts'
import { type ClientMessage, formatSecond, sessionMessage } from '../../../src/wire/messages.ts'
import { ServerAddress, type StreamChoice } from '../../../src/wire/server-address.ts'
import { ServerRefusal } from '../../../src/wire/server-requests.ts'
import type { StreamListener } from '../../../src/wire/stream-connection.ts'

const ADDRESS = new ServerAddress('http://127.0.0.1:8000')
const FIRST = 1_767_709_801
const DAY: DayDescription = {
  symbol: 'ESH6',
  dt: '2026-01-06',
  session: 'rth',
  tickSize: 250_000_000,
  maxRelTicks: 60,
  firstEndSecond: FIRST,
  lastEndSecond: FIRST + 599,
  surfaces: ['snap', 'wall'],
  calibrationMode: undefined,
  bookOrigin: 'snapshot',
}

/** One try to connect, and the stream that comes of it. */
interface Try {
  readonly choice: StreamChoice
  readonly listener: StreamListener
  readonly sent: ClientMessage[]
  isClosed: boolean
  succeed(day?: DayDescription): Promise<void>
  fail(error: Error): Promise<void>
}

/** A server by hand: every try waits to be answered. */
class Server {
  readonly tries: Try[] = []

  readonly open: NonNullable<LinkOptions['open']> = (_, choice, listener) => {
    const { promise, resolve, reject } = Promise.withResolvers<{
      session: ReturnType<typeof sessionMessage>
      send(message: ClientMessage): void
      close(): void
    }>()
    const attempt: Try = {
      choice,
      listener,
      sent: [],
      isClosed: false,
      async succeed(day = DAY) {
        resolve({
          session: sessionMessage(day, day.surfaces),
          send: (message) => void attempt.sent.push(message),
          close: () => {
            attempt.isClosed = true
          },
        })
        await settled()
      },
      async fail(error) {
        reject(error)
        await settled()
      },
    }
    this.tries.push(attempt)
    return promise
  }

  get last(): Try {
    const last = this.tries.at(-1)
    if (!last) throw new Error('nothing was tried')
    return last
  }

  batch(second: number, dropped = 0): void {
    this.last.listener.receive({
      type: 'batch',
      endSecond: FIRST + second,
      dropped,
      surfaces: new Map(),
      bytes: new Map(),
    })
  }
}

/** Lets promises that are due come through. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

let server: Server
let received: number[]
let begun: boolean[]
let complaints: string[]
let alerted: number[]
let rang: string[]
let link: StreamLink
let network: EventTarget

beforeEach(() => {
  vi.useFakeTimers()
  server = new Server()
  received = []
  begun = []
  complaints = []
  alerted = []
  rang = []
  network = new EventTarget()
  const listener: LinkListener = {
    begun: (_, isOther) => begun.push(isOther),
    received: ({ endSecond }: StreamBatch) => received.push(endSecond - FIRST),
    changed: () => {},
    alerted: (alerts) => alerted.push(alerts.length),
    rang: ({ name }) => rang.push(name),
    failed: (message) => complaints.push(message),
  }
  link = new StreamLink(ADDRESS, listener, { open: server.open, random: () => 1, network })
})

afterEach(() => {
  link.close()
  vi.useRealTimers()
})

const choice = async () => ({ symbol: 'ESH6', dt: '2026-01-06' })

async function connected(second?: number): Promise<void> {
  link.choose(choice, second)
  await settled()
  await server.last.succeed()
}

describe('an open day', () => {
  const open = { ...DAY, isOpen: true, lastEndSecond: FIRST + 99 }

  async function follow(): Promise<void> {
    link.choose(choice)
    await settled()
    await server.last.succeed(open)
  }

  test('begins at its newest second, whatever came since, and goes on', async () => {
    await follow()
    const later = { type: 'seek', ts_ns: formatSecond(FIRST + 99 + 7 * 86_400) }
    expect(server.last.sent).toEqual([later])
    server.batch(0)
    expect(received).toEqual([])
    server.batch(103)
    server.batch(104)
    expect(received).toEqual([103, 104])
    expect(link.connection.phase).toBe('live')
  })

  test('is resumed at its newest second by who followed it, where it was by who did not', async () => {
    await follow()
    server.batch(100)
    server.last.listener.closed('gone', 1006)
    await vi.advanceTimersByTimeAsync(1000)
    await server.last.succeed({ ...open, lastEndSecond: FIRST + 130 })
    expect(begun).toEqual([true, false])
    expect(server.last.sent).toHaveLength(1)
    server.batch(131)
    link.seek(FIRST + 50)
    server.batch(50)
    server.last.listener.closed('gone', 1006)
    await vi.advanceTimersByTimeAsync(1000)
    expect(server.last.choice.startSecond).toBe(FIRST + 50)
    await server.last.succeed({ ...open, lastEndSecond: FIRST + 200 })
    expect(server.last.sent).toEqual([])
  })

  test('that has ended is over at its last second', async () => {
    await follow()
    server.batch(99)
    expect(link.connection.phase).toBe('live')
    server.last.listener.receive({ type: 'stream_end' })
    expect(link.connection.phase).toBe('ended')
  })

  test('the newest is sought from a pause, which ends', async () => {
    await follow()
    server.batch(99)
    link.setPlaying(false)
    link.seek(FIRST + 10)
    server.batch(10)
    link.seekNewest()
    server.batch(120)
    expect(received.at(-1)).toBe(120)
    expect(link.connection.phase).toBe('live')
  })
})

describe('connecting', () => {
  test('a stream of the day that is chosen, playing', async () => {
    link.choose(choice, FIRST + 20)
    expect(link.connection).toEqual({ phase: 'connecting' })
    await settled()
    expect(server.last.choice).toEqual({
      symbol: 'ESH6',
      dt: '2026-01-06',
      startSecond: FIRST + 20,
      speed: 1,
      surfaces: [...DEFAULT_SURFACES, ...DEALER_SURFACES, 'smile', 'events'],
      columns: { ...PICTURE_COLUMNS, ...DEALER_COLUMNS, ...SMILE_COLUMNS },
    })
    await server.last.succeed()
    expect(link.connection.phase).toBe('loading')
    expect(begun).toEqual([true])
    server.batch(20)
    expect(link.connection.phase).toBe('live')
    expect(received).toEqual([20])
    expect(server.last.sent).toEqual([])
  })

  test('a refusal is told and not tried again; a reader may', async () => {
    link.choose(choice)
    await settled()
    await server.last.fail(new ServerRefusal(ADDRESS, 404, 'There is no such day.'))
    expect(link.connection.phase).toBe('refused')
    expect(JSON.stringify(link.connection)).toContain('no such day')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.tries).toHaveLength(1)
    link.retry()
    await settled()
    expect(server.tries).toHaveLength(2)
  })

  test.each([429, 503, 500])('HTTP status %i is tried again', async (status) => {
    link.choose(choice)
    await settled()
    await server.last.fail(new ServerRefusal(ADDRESS, status, 'Busy.'))
    expect(link.connection.phase).toBe('retrying')
    await vi.advanceTimersByTimeAsync(500)
    expect(server.tries).toHaveLength(2)
  })

  test('a second that the day does not have is let go of', async () => {
    link.choose(choice, FIRST + 10_000)
    await settled()
    await server.last.fail(new ServerRefusal(ADDRESS, 400, 'That is after the end.'))
    await settled()
    expect(server.tries).toHaveLength(2)
    expect(server.last.choice.startSecond).toBeUndefined()
  })

  test('a server without days is said to have none', async () => {
    link.choose(async () => undefined)
    await settled()
    expect(link.connection.phase).toBe('refused')
    expect(server.tries).toHaveLength(0)
  })

  test('another choice, while the first is under way, is the one that counts', async () => {
    link.choose(choice)
    await settled()
    const [first] = server.tries
    link.choose(async () => ({ symbol: 'NQH6', dt: '2026-01-06' }))
    await settled()
    await first.succeed()
    expect(first.isClosed).toBe(true)
    expect(begun).toEqual([])
    expect(server.last.choice.symbol).toBe('NQH6')
  })
})

describe('a connection that is lost', () => {
  test('is tried for later and later, half a second to ten', async () => {
    await connected()
    server.last.listener.closed('the stream was ended: cut', 1006)
    const waits: number[] = []
    for (let attempt = 1; attempt <= 7; attempt++) {
      const before = Date.now()
      const { connection } = link
      if (connection.phase !== 'retrying') throw new Error(connection.phase)
      expect(connection).toMatchObject({ attempt })
      waits.push(connection.at - before)
      await vi.advanceTimersByTimeAsync(connection.at - before)
      expect(server.tries).toHaveLength(attempt + 1)
      await server.last.fail(new Error('no server responds'))
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  test('goes on at the second last received, as fast as before', async () => {
    await connected()
    link.setSpeed(4)
    server.batch(0)
    server.batch(1)
    server.last.listener.closed('cut', 1006)
    expect(link.connection).toMatchObject({ phase: 'retrying', reason: 'cut' })
    await vi.advanceTimersByTimeAsync(500)
    expect(server.last.choice).toMatchObject({ startSecond: FIRST + 1, speed: 4 })
    await server.last.succeed()
    expect(begun).toEqual([true, false])
    server.batch(1)
    expect(link.connection.phase).toBe('live')
    // A success begins the waits anew.
    server.last.listener.closed('cut', 1006)
    expect(link.connection).toMatchObject({ attempt: 1 })
  })

  test('stays paused, at its second', async () => {
    await connected()
    server.batch(7)
    link.setPlaying(false)
    server.last.listener.closed('cut', 1006)
    await vi.advanceTimersByTimeAsync(500)
    await server.last.succeed()
    const { sent } = server.last
    expect(sent).toContainEqual({ type: 'pause' })
    expect(sent).toContainEqual({ type: 'speed', value: 1 })
    const seek = sent.findIndex(({ type }) => type === 'seek')
    expect(sent[seek]).toEqual({ type: 'seek', ts_ns: formatSecond(FIRST + 7) })
    expect(seek).toBeGreaterThan(sent.findIndex(({ type }) => type === 'pause'))
    server.batch(7)
    expect(link.connection.phase).toBe('paused')
  })

  test('is tried for at once when the network is back', async () => {
    await connected()
    network.dispatchEvent(new Event('offline'))
    expect(link.connection).toMatchObject({ phase: 'retrying', reason: 'the network is offline' })
    network.dispatchEvent(new Event('online'))
    await settled()
    expect(server.tries).toHaveLength(2)
    await server.last.succeed()
    await vi.advanceTimersByTimeAsync(5000)
    expect(server.tries).toHaveLength(2)
  })

  test('is noticed by its silence while it should play, not while it is paused', async () => {
    await connected()
    server.batch(0)
    link.setPlaying(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(link.connection.phase).toBe('paused')
    link.setPlaying(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(link.connection).toMatchObject({ phase: 'retrying' })
    expect(JSON.stringify(link.connection)).toContain('no data')
    expect(server.tries[0].isClosed).toBe(true)
  })

  test('for a day that was written again is of another day', async () => {
    await connected()
    server.last.listener.closed('the day was written again', 1012)
    await vi.advanceTimersByTimeAsync(500)
    await server.last.succeed()
    expect(begun).toEqual([true, true])
  })

  test('what an older stream still brings is skipped', async () => {
    await connected()
    const [old] = server.tries
    server.last.listener.closed('cut', 1006)
    old.listener.receive({ type: 'stream_end' })
    old.listener.closed('again', 1006)
    expect(link.connection).toMatchObject({ phase: 'retrying', attempt: 1 })
  })
})

describe('control', () => {
  test('a seek passes over batches that were under way', async () => {
    await connected()
    server.batch(100)
    link.seek(FIRST + 50)
    expect(link.second).toBe(FIRST + 50)
    server.batch(101)
    server.batch(102)
    expect(received).toEqual([100])
    server.batch(50)
    server.batch(51)
    expect(received).toEqual([100, 50, 51])
  })

  test('what was asked for and was lost on the way is not waited for without end', async () => {
    await connected()
    server.batch(100)
    link.seek(FIRST + 50)
    await vi.advanceTimersByTimeAsync(2500)
    server.batch(53)
    expect(received).toEqual([100, 53])
  })

  test('a hand on an arrow key: the first and the latest, ten times a second', async () => {
    await connected()
    server.batch(0)
    for (let press = 1; press <= 30; press++) {
      link.seek(FIRST + press * 5)
      await vi.advanceTimersByTimeAsync(33)
    }
    await vi.advanceTimersByTimeAsync(200)
    const { sent } = server.last
    expect(sent.length).toBeLessThanOrEqual(12)
    expect(sent.at(-1)).toEqual({ type: 'seek', ts_ns: formatSecond(FIRST + 150) })
  })

  test('a seek stays within the day; speeds within bounds', async () => {
    await connected()
    link.seek(FIRST + 100_000)
    expect(link.second).toBe(DAY.lastEndSecond)
    link.setSpeed(100_000)
    expect(link.speed).toBe(600)
    await vi.advanceTimersByTimeAsync(500)
    expect(server.last.sent).toContainEqual({ type: 'speed', value: 600 })
  })

  test('paused, and one second further', async () => {
    await connected()
    server.batch(10)
    link.setPlaying(false)
    link.seek(FIRST + 11)
    await vi.advanceTimersByTimeAsync(200)
    expect(server.last.sent.map(({ type }) => type)).toEqual(['pause', 'seek'])
    server.batch(11)
    expect(link.connection.phase).toBe('paused')
    expect(received).toEqual([10, 11])
  })

  test('paused before a second came that was asked for: it is asked for again', async () => {
    await connected()
    link.seek(FIRST + 30)
    link.setPlaying(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(server.last.sent.map(({ type }) => type)).toEqual(['seek', 'pause', 'seek'])
  })

  test('the end, and back from it', async () => {
    await connected()
    server.batch(599)
    server.last.listener.receive({ type: 'stream_end' })
    expect(link.connection.phase).toBe('ended')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(link.connection.phase).toBe('ended')
    link.seek(FIRST + 5)
    expect(link.connection.phase).toBe('live')
    server.batch(5)
    expect(received).toEqual([599, 5])
  })

  test('what the server cannot do is told', async () => {
    await connected()
    server.last.listener.receive({ type: 'error', message: 'that is no speed' })
    expect(complaints).toEqual(['that is no speed'])
  })
})

test('conditions of alerts are sent again after each reconnection, and what rings is told', async () => {
  link.setConditions(['ofi > 90'])
  await connected()
  expect(server.last.sent).toEqual([{ type: 'alerts', conditions: ['ofi > 90'] }])
  const window_end_ts_ns = `${FIRST + 3}000000000`
  server.last.listener.receive({
    type: 'alerts',
    alerts: [{ window_end_ts_ns, name: 'ofi > 90' }],
  })
  server.last.listener.receive({ type: 'alert', window_end_ts_ns, name: 'ofi > 90' })
  expect([alerted, rang]).toEqual([[1], ['ofi > 90']])
  server.last.listener.closed('cut', 1006)
  await vi.advanceTimersByTimeAsync(1000)
  await server.last.succeed()
  expect(server.tries).toHaveLength(2)
  expect(server.last.sent).toEqual([{ type: 'alerts', conditions: ['ofi > 90'] }])
})
