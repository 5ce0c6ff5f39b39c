import { beforeAll, describe, expect, test } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import { RECORD_KINDS } from '../../src/dbn/layout.ts'
import { JUDGE_SCHEMA_NAMES } from '../../src/synth/judges.ts'
import { resolveOptions } from '../../src/synth/options.ts'
import {
  bytesOf,
  contents,
  generate,
  objects,
  removeFoldersAfterwards,
  type SyntheticDay,
} from './synthetic-day.ts'

const QUARTER = { session: '10:30-10:40', events: 8000, expiries: [] }
const nameOf = (schema: string) => `glbx-mdp3-20260106.${schema}.dbn.zst`
const SECOND = 1_000_000_000n

removeFoldersAfterwards()

describe('judges of a quarter of an hour', () => {
  let day: SyntheticDay

  beforeAll(async () => {
    day = await generate({ ...QUARTER, schemas: JUDGE_SCHEMA_NAMES })
  })

  async function rowsOf(schema: string) {
    const rows: Record<string, bigint | number | string>[] = []
    const path = `${day.folder}/${nameOf(schema)}`
    for await (const item of readDbn(path, { kinds: RECORD_KINDS, keepTables: true })) {
      if (item.type === 'records') rows.push(...objects([item.table]))
    }
    return rows
  }

  test('change nothing of the other files', async () => {
    const plain = await generate(QUARTER)
    for (const { name } of plain.truth.files) {
      expect(Buffer.compare(await bytesOf(plain, name), await bytesOf(day, name)), name).toBe(0)
    }
    const names = day.truth.files.map(({ name }) => name)
    expect(names).toEqual([
      ...plain.truth.files.map(({ name }) => name),
      ...JUDGE_SCHEMA_NAMES.map(nameOf),
    ])
  })

  test('have every trade of the orders, and bars of them', async () => {
    const { tables } = await contents(day, nameOf('mbo'))
    const trades = objects(tables).filter(({ action }) => action === 84)
    const judged = await rowsOf('trades')
    const brief = ({ ts_recv, sequence, price, size, side }: (typeof judged)[number]) =>
      `${ts_recv} ${sequence} ${price} ${size} ${side}`
    expect(judged.length).toBeGreaterThan(50)
    expect(judged.map(brief)).toEqual(trades.map(brief))
    const bars = new Map<bigint, number>()
    for (const { ts_recv, size } of trades) {
      const second = (BigInt(ts_recv) / SECOND) * SECOND
      bars.set(second, (bars.get(second) ?? 0) + Number(size))
    }
    const found = (await rowsOf('ohlcv-1s')).map(({ ts_event, volume }) => [ts_event, volume])
    expect(found).toEqual([...bars].map(([second, volume]) => [second, BigInt(volume)]))
  })

  test('have levels that are ordered, and say F_LAST at the end of each event', async () => {
    const rows = await rowsOf('mbp-10')
    expect(rows.length).toBeGreaterThan(1000)
    for (const row of rows) {
      const prices = Array.from({ length: 10 }, (_, rank) => [
        BigInt(row[`bid_px_0${rank}`]),
        BigInt(row[`ask_px_0${rank}`]),
      ])
      for (let rank = 1; rank < 10; rank++) {
        expect(prices[rank][0]).toBeLessThan(prices[rank - 1][0])
        expect(prices[rank][1]).toBeGreaterThan(prices[rank - 1][1])
      }
    }
    const times = rows.map(({ sequence }) => sequence)
    const last = rows.filter(({ flags }) => flags === 128).map(({ sequence }) => sequence)
    expect(new Set(last).size).toBe(last.length)
    expect(times.at(-1)).toBe(last.at(-1))
  })

  test('have a quote at the end of every second', async () => {
    const times = (await rowsOf('bbo-1s')).map(({ ts_recv }) => BigInt(ts_recv))
    expect(times.length).toBeGreaterThan(580)
    for (const [index, time] of times.entries()) {
      expect(time % SECOND).toBe(0n)
      if (index > 0) expect(time - times[index - 1]).toBe(SECOND)
    }
  })
})

test('judges are not to be had with damage', () => {
  const options = { folder: '/nowhere', dirt: true, schemas: ['mbp-1'] as const }
  expect(() => resolveOptions(options)).toThrow(/--schemas: damage is of the orders only/)
})
