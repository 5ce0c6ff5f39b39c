import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { Player } from '../../src/player/player.ts'
import { DayHub } from '../../src/seconds/day-hub.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { OpenDay } from '../../src/seconds/open-day.ts'
import type { Second, SecondSource } from '../../src/seconds/second.ts'
import type { Catalog } from '../../src/serve/catalog.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { formatSecond } from '../../src/wire/messages.ts'
import { ServerAddress } from '../../src/wire/server-address.ts'
import { fetchLive, fetchRows } from '../../src/wire/server-requests.ts'
import { StreamSeconds } from '../../src/wire/stream-seconds.ts'
import { rowsOf } from '../surfaces/run-seconds.ts'
import { TestClient } from './listener.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

const TODAY = '2026-01-07'

let lake: Lake
let source: SecondSource
let hub: DayHub
let server: RunningServer
let first: number
let day: OpenDay
let remove: () => void

beforeAll(async () => {
  lake = await servedLake(60)
  source = await LakeSeconds.open(lake, SYMBOL, DAY)
  first = source.day.firstEndSecond
  hub = new DayHub(lake)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {}, hub })
})

afterAll(async () => {
  await server.close()
  await source.close()
  removeLake(lake)
})

beforeEach(async () => {
  day = new OpenDay({ ...source.day, dt: TODAY }, await source.read(first))
  remove = hub.add(day)
  onTestFinished(() => remove())
  await grow(9)
})

async function grow(seconds: number): Promise<void> {
  for (let count = 0; count < seconds; count++) {
    day.append(await source.read(day.day.lastEndSecond + 1))
  }
}

async function connect(parameters: string, symbol = SYMBOL): Promise<TestClient> {
  const base = server.url.replace('http', 'ws')
  const client = await TestClient.connect(
    `${base}/v1/hud/stream?symbol=${symbol}&dt=${TODAY}${parameters}`,
  )
  onTestFinished(() => client.close())
  return client
}

const row = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)
const hasEnded = ({ received }: TestClient) =>
  received.some(({ event }) => event.type === 'stream_end')
const rows = ({ surfaces }: Second) =>
  Array.from(surfaces, ([name, table]) => [name, rowsOf(table)])

/**
 * Seconds come in order, each once; those that are missing, for the machine was too slow for the
 * speed, are counted, and of those that were waited for none is.
 */
function expectWhole(client: TestClient, from: number, count: number, waitedFrom: number): void {
  const { seconds, batches } = client
  expect(seconds).toEqual([...new Set(seconds)].sort((a, b) => a - b))
  expect(seconds.at(-1)).toBe(from + count - 1)
  expect(seconds.length + (batches.at(-1)?.dropped ?? 0)).toBe(count)
  const waited = seconds.filter((second) => second >= waitedFrom)
  expect(waited).toEqual(row(waitedFrom, from + count - waitedFrom))
}

const untilSecond = (client: TestClient, second: number) =>
  client.until(() => client.seconds.at(-1) === second)

test('several clients replay the part so far and then follow, each from where it began', async () => {
  const clients = [
    await connect('&speed=40'),
    await connect('&speed=20', 'ES'),
    await connect(`&start_ts_ns=${formatSecond(first + 9)}`),
  ]
  await Promise.all(clients.map((client) => untilSecond(client, first + 9)))
  for (const { received } of clients) expect(received[0].event).toMatchObject({ open: true })
  for (const second of row(first + 10, 3)) {
    await grow(1)
    await Promise.all(clients.map((client) => untilSecond(client, second)))
  }
  expect(clients.some(hasEnded)).toBe(false)
  day.end()
  await Promise.all(clients.map((client) => client.until(() => hasEnded(client))))
  expectWhole(clients[0], first, 13, first + 9)
  expectWhole(clients[1], first, 13, first + 9)
  expectWhole(clients[2], first + 9, 4, first + 9)
  const sent = clients[0].batches.at(-1)
  expect(sent && rows(sent)).toEqual(rows(await source.read(first + 12)))
})

test('a follower gets seconds as they arrive, in bursts too, at any speed', async () => {
  const client = await connect(`&speed=0.5&start_ts_ns=${formatSecond(first + 9)}`)
  await untilSecond(client, first + 9)
  await grow(1)
  await untilSecond(client, first + 10)
  await grow(25)
  await untilSecond(client, first + 35)
  expectWhole(client, first + 9, 27, first + 9)
  expect(client.batches.at(-1)?.dropped).toBe(0)
})

test('rows of some columns are of those alone, also of seconds in memory', async () => {
  const columns = ['vacuum_total_score']
  const wanted = {
    symbol: SYMBOL,
    dt: TODAY,
    surface: 'physics',
    from: first,
    to: first + 9,
  } as const
  const address = new ServerAddress(server.url.replace('http', 'ws'))
  const { tables } = await fetchRows(address, { ...wanted, columns })
  const names = tables.map(({ contract }) => contract.fields.map(({ name }) => name))
  expect(names.length).toBeGreaterThan(0)
  expect(new Set(names.flat())).toEqual(new Set(['window_end_ts_ns', ...columns]))
})

test('pause, seek and resume work at the end so far', async () => {
  const client = await connect(`&speed=40&start_ts_ns=${formatSecond(first + 9)}`)
  await untilSecond(client, first + 9)
  client.send({ type: 'pause' })
  client.send({ type: 'seek', ts_ns: formatSecond(first + 8) })
  await untilSecond(client, first + 8)
  client.send({ type: 'resume' })
  await untilSecond(client, first + 9)
  await grow(1)
  await untilSecond(client, first + 10)
  expect(client.seconds).toEqual([first + 9, first + 8, first + 9, first + 10])
})

test('the catalog has it, and ranges of it are answered', async () => {
  const answer = await fetch(`${server.url}/v1/hud/catalog`)
  const catalog = (await answer.json()) as Catalog
  expect(catalog.days.map(({ dt, open }) => [dt, open])).toEqual([
    [DAY, undefined],
    [TODAY, true],
  ])
  const question = `symbol=${SYMBOL}&dt=${TODAY}`
  const bootstrap = await fetch(`${server.url}/v1/hud/bootstrap?${question}`)
  expect(bootstrap.headers.get('X-HUD-Windows')).toBe('10')
})

test('once it is removed clients are told to reconnect', async () => {
  const client = await connect('&speed=40')
  await client.untilBatches(1)
  const closed = client.closed()
  remove()
  expect(await closed).toBe(1012)
  expect(hub.findOpen({ symbol: SYMBOL, dt: TODAY })).toBeUndefined()
})

test('tells how its live session is doing, and that it has none', async () => {
  expect(await fetchLive(new ServerAddress(server.url))).toBeUndefined()
  const gap = { from: '2026-01-07T14:30:00Z', to: '2026-01-07T14:30:09Z', reason: 'no replay' }
  const numbers = { records: 7, lag_ms: 3, reconnects: 1, recorded_bytes: 100 }
  const status = { connected: true, ...numbers, gaps: [gap] }
  const options = { host: '127.0.0.1', port: 0, log: () => {}, hub, live: () => status }
  const following = await serve(lake, options)
  onTestFinished(() => following.close())
  expect(await fetchLive(new ServerAddress(following.url))).toEqual(status)
})

test('who seeks a time after its newest second gets each as it comes, whatever is waiting', async () => {
  const client = await connect('&speed=0.1')
  client.send({ type: 'seek', ts_ns: formatSecond(first + 86_400) })
  await expect.poll(() => client.seconds).toContain(first + 9)
  await grow(6)
  await expect.poll(() => client.seconds.at(-1)).toBe(first + 15)
  expect(client.seconds.slice(-7)).toEqual(row(first + 9, 7))
})

test('a terminal follows it: from its newest second on, back, and to its newest again', async () => {
  // Of the server's days it is the one that is open.
  const seconds = await StreamSeconds.open(server.url.replace('http', 'ws'))
  const player = new Player(seconds)
  onTestFinished(() => player.close())
  const now = () => performance.now()
  const shown = async (last: number) => {
    await expect.poll(() => player.picture(60, 40, now())?.second, { timeout: 20_000 }).toBe(last)
  }
  await shown(first + 9)
  await grow(5)
  await shown(first + 14)
  player.clock.pause(now())
  player.clock.seek(now(), first + 2)
  await shown(first + 2)
  await grow(5)
  player.perform('newest-second', now())
  await shown(first + 19)
  expect(player.picture(60, 40, now())).toMatchObject({ isPlaying: true, hasEnded: false })
  await player.resolve(60, 40, now())
  const { line, newest } = player.picture(60, 40, now()) ?? {}
  expect(line?.isLoaded.subarray(0, 20)).toEqual(new Uint8Array(20).fill(1))
  expect(newest?.last).toBe(first + 19)
  day.end()
  await expect.poll(() => player.picture(60, 40, now())?.hasEnded).toBe(true)
})
