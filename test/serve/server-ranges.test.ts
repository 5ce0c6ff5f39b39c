import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { ServerAddress } from '../../src/wire/server-address.ts'
import { ServerRanges } from '../../src/wire/server-ranges.ts'
import { explainRefusal, fetchRows, ServerRefusal } from '../../src/wire/server-requests.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

let lake: Lake
let stored: LakeSeconds
let server: RunningServer
let address: ServerAddress

beforeAll(async () => {
  lake = await servedLake(90)
  stored = await LakeSeconds.open(lake, SYMBOL, DAY)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
  address = new ServerAddress(server.url)
})

afterAll(async () => {
  await server.close()
  await stored.close()
  removeLake(lake)
})

describe('ranges of a server', () => {
  test('are the lake’s, of the columns that are asked for', async () => {
    const { day } = stored
    const ranges = new ServerRanges(address, day)
    const columns = ['window_end_ts_ns', 'side', 'depth_qty_end']
    const [found, expected] = await Promise.all(
      [ranges, stored].map((source) =>
        source.readRange('wall', day.firstEndSecond + 10, day.firstEndSecond + 20, columns),
      ),
    )
    const rows = (tables: typeof found, name: string) =>
      tables.flatMap((table) => Array.from(table.filled(name) as Iterable<unknown>))
    expect(rows(found, 'side').length).toBeGreaterThan(100)
    for (const name of columns) expect(rows(found, name)).toEqual(rows(expected, name))
    expect(found[0].contract.fields.map(({ name }) => name)).toEqual(columns)
    expect(await ranges.readRange('gex', day.firstEndSecond, day.lastEndSecond)).toEqual([])
  })

  test('that are given up are an AbortError; those asked for after are answered', async () => {
    const { day } = stored
    const ranges = new ServerRanges(address, day)
    const reading = ranges.readRange('wall', day.firstEndSecond, day.lastEndSecond)
    ranges.cancel()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    const tables = await ranges.readRange('snap', day.firstEndSecond, day.firstEndSecond)
    expect(tables[0].length).toBe(1)
    await ranges.close()
  })
})

describe('a refusal', () => {
  test('of what there is not is for good', async () => {
    const wanted = { symbol: SYMBOL, dt: '1999-01-04', surface: 'snap', from: 1, to: 2 } as const
    const refusal = await fetchRows(address, wanted).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ServerRefusal)
    expect(refusal).toMatchObject({ status: 404, isTemporary: false })
  })

  test('where the stream could be had now was a passing one', async () => {
    const refusal = await explainRefusal(address, address.streamUrl({ symbol: SYMBOL, dt: DAY }))
    expect(refusal).toMatchObject({ status: 426, isTemporary: true })
  })

  test('without a server is none', async () => {
    const nowhere = new ServerAddress('http://127.0.0.1:9')
    const refusal = await explainRefusal(nowhere, nowhere.streamUrl({ symbol: SYMBOL, dt: DAY }))
    expect(refusal).not.toBeInstanceOf(ServerRefusal)
    expect(refusal.message).toContain('no server responds')
  })
})
