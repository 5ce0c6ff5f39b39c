import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLake } from '../../src/lake/paths.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { columnOf, manifestOf, SNAPSHOT, WALL } from '../stages/made-lake.ts'
import { type Ended, type Json, spymaster } from './spymaster.ts'

const DAY = { symbol: 'ESH4', dt: '2023-12-25' }
const FILE = 'esh4-glbx-mdp3-20231225.mbo.dbn.zst'

/** UNDEF_PRICE, as a number. */
const NO_PRICE = 2 ** 63

describe('a real evening, through the program', SAMPLES, () => {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-sample-'))
  const lake = openLake(join(folder, 'lake'))
  let ran: Ended

  beforeAll(async () => {
    const args = ['pipeline', 'run', '--raw', samplePath(FILE), '--json', '--quiet']
    ran = await spymaster(args, { lake: lake.root })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('gives the counts that two other implementations gave', async () => {
    expect(ran.exitCode).toBe(0)
    const book = ran.json().results.find(({ stage }: Json) => stage === 'silver/futures-book')
    expect(book.written[SNAPSHOT].rows).toBe(7200)
    expect(book.written[WALL].rows).toBe(723_283)
    const { quality, rows } = await manifestOf(lake, { dataset: SNAPSHOT, ...DAY })
    expect(rows).toBe(7200)
    expect(quality).toMatchObject({
      records: 68_792,
      book_origin: 'snapshot',
      crossed_windows: 1205,
      hidden_fill_qty: 211,
      cancel_unknown: 0,
      modify_unknown: 0,
      duplicate_add: 0,
      clears: 0,
    })
  })

  it('knows which windows are valid and where spot comes from', async () => {
    const snapshot = { dataset: SNAPSHOT, ...DAY }
    const column = async (name: string) => (await columnOf(lake, snapshot, name)).map(Number)
    const valid = await column('book_valid')
    expect(valid.filter(Boolean)).toHaveLength(5995)
    expect((await column('window_valid')).filter(Boolean)).toHaveLength(5994)
    const [spot, bid, last] = await Promise.all(
      ['spot_ref_price_int', 'best_bid_price_int', 'last_trade_price_int'].map(column),
    )
    const fromBid = spot.filter(
      (price, row) => valid[row] && last[row] === NO_PRICE && price === bid[row],
    )
    expect(fromBid).toHaveLength(2395)
    // The auction of 23:00:00 is the first trade.
    expect(last.findIndex((price) => price !== NO_PRICE)).toBe(3600)
    expect(spot.slice(3600)).toEqual(last.slice(3600))
  })

  it('conserves every level of a valid window', async () => {
    const wall = { dataset: WALL, ...DAY }
    const column = async (name: string) => (await columnOf(lake, wall, name)).map(Number)
    const [valid, end, begin, add, pull, fill] = await Promise.all(
      [
        'window_valid',
        'depth_qty_end',
        'depth_qty_start',
        'add_qty',
        'pull_qty_total',
        'fill_qty',
      ].map(column),
    )
    const broken = valid.filter(
      (isValid, row) => isValid && end[row] !== begin[row] + add[row] - pull[row] - fill[row],
    )
    expect(broken).toEqual([])
  })
})
