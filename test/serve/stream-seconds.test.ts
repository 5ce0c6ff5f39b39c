import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import type { Second } from '../../src/seconds/second.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import type { Table } from '../../src/table/table.ts'
import { StreamSeconds } from '../../src/wire/stream-seconds.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

/** What comes over the wire is what the lake has: the two sources beside each other. */
let lake: Lake
let stored: LakeSeconds
let server: RunningServer

beforeAll(async () => {
  lake = await servedLake(400)
  stored = await LakeSeconds.open(lake, SYMBOL, DAY)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
})

afterAll(async () => {
  await server.close()
  await stored.close()
  removeLake(lake)
})

async function open(address = server.url.replace('http', 'ws')): Promise<StreamSeconds> {
  const source = await StreamSeconds.open(address)
  onTestFinished(() => source.close())
  return source
}

const columnsOf = (table: Table | undefined) =>
  table?.contract.fields.map(({ name, kind }) => [name, kind, [...table.filled(name)]])

async function expectSame({ endSecond, surfaces }: Second): Promise<void> {
  const expected = await stored.read(endSecond)
  expect([...surfaces.keys()]).toEqual([...expected.surfaces.keys()])
  for (const [name, table] of surfaces) {
    expect(columnsOf(table)).toEqual(columnsOf(expected.surfaces.get(name)))
  }
}

describe('seconds from a server', () => {
  test('the day is the one that the lake describes', async () => {
    expect((await open()).day).toEqual(stored.day)
    expect((await open(`${server.url}/v1/hud/stream?symbol=ESH6&dt=2026-01-06`)).day).toEqual(
      stored.day,
    )
  })

  test('one after another', async () => {
    const source = await open()
    const { firstEndSecond } = source.day
    const seconds: Second[] = []
    for (let n = 0; n < 180; n++) seconds.push(await source.read(firstEndSecond + n))
    for (const second of seconds) await expectSame(second)
  })

  test('anywhere, several at once, and none twice', async () => {
    const source = await open()
    const { firstEndSecond, lastEndSecond } = source.day
    const places = [300, 5, 6, 4, 399, 0, 150, 151, 150].map((n) => firstEndSecond + n)
    const seconds = await Promise.all(places.map((second) => source.read(second)))
    expect(seconds.map(({ endSecond }) => endSecond)).toEqual(places)
    for (const second of seconds) await expectSame(second)
    await expectSame(await source.read(lastEndSecond))
  })

  test('outside the day they are empty, with their columns', async () => {
    const source = await open()
    await expectSame(await source.read(source.day.firstEndSecond - 10))
    await expectSame(await source.read(source.day.lastEndSecond + 10))
  })

  test('ranges', async () => {
    const source = await open()
    const { firstEndSecond, lastEndSecond } = source.day
    const count = (tables: readonly Table[]) => tables.reduce((sum, { length }) => sum + length, 0)
    const wall = await source.readRange('wall', firstEndSecond + 250, lastEndSecond + 5000)
    const expected = await stored.readRange('wall', firstEndSecond + 250, lastEndSecond)
    expect(count(wall)).toBe(count(expected))
    expect(await source.readRange('gex', firstEndSecond, lastEndSecond)).toEqual([])
    const [levels] = await source.readRange('levels', firstEndSecond, lastEndSecond, [
      'window_end_ts_ns',
      'vwap',
    ])
    expect(levels.contract.fields.map(({ name }) => name)).toEqual(['window_end_ts_ns', 'vwap'])
  })
})

describe('where there are none', () => {
  test('nobody answers', async () => {
    await expect(open('ws://127.0.0.1:1')).rejects.toThrow('no server responds')
    await expect(open('gopher://127.0.0.1')).rejects.toThrow('server address is invalid')
  })

  test('the server says why', async () => {
    const wrong = open(`${server.url}/?symbol=ESH6&dt=2026-01-07`)
    await expect(wrong).rejects.toThrow('there are no seconds of ESH6 2026-01-07')
    await expect(StreamSeconds.open(server.url, { symbol: 'NQ' })).rejects.toThrow(
      'ESH6 2026-01-06',
    )
  })

  test('the server goes while it is read', async () => {
    const own = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
    const source = await open(own.url)
    await source.read(source.day.firstEndSecond)
    await own.close()
    await expect(source.read(source.day.lastEndSecond)).rejects.toThrow('the stream was ended')
    const { firstEndSecond } = source.day
    await expect(source.readRange('snap', firstEndSecond, firstEndSecond)).rejects.toThrow(
      'no server',
    )
  })
})
