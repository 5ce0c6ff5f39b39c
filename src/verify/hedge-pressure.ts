import { DATASETS } from '../contracts/registry.ts'
import { readTable } from '../lake/partition/read-table.ts'
import type { Table } from '../table/table.ts'
import { windowPlace } from './cells.ts'
import type { Check } from './check.ts'
import { isClose } from './closeness.ts'
import { inputsFrom } from './gex-day.ts'
import { gridOf } from './grid.ts'
import { priceOf } from './quote-range.ts'
import { withReaders } from './readers.ts'
import { WindowCursor } from './window-cursor.ts'

const MOVES = [4, 8, 20, 40, 60]
const TOLERANCE = 1e-9

/** Pressure is the hedge profile over the walls' depth, computed again from those tables. */
export const hedgePressureCheck: Check = {
  name: 'hedge pressure',
  proves:
    'depth is that of the walls up to each move, hedges are those of the profile, and the rest follows',
  reads: [DATASETS.hedgePressure, DATASETS.hedgeProfile, DATASETS.wall, DATASETS.snapshot],
  run: (subject, evidence) =>
    withReaders(subject, async (reader, profileReader, wallReader, snapshotReader) => {
      const { tickSize, maxRelTicks } = gridOf(wallReader.manifest)
      const names = reader.contract.fields.map(({ name }) => name)
      const pressure = await WindowCursor.open(reader, names)
      const profile = await WindowCursor.open(profileReader, ['delta_ticks', 'hedge'])
      const wall = await WindowCursor.open(wallReader, ['side', 'price_int', 'depth_qty_end'])
      const snapshot = await WindowCursor.open(snapshotReader, [
        'spot_ref_price_int',
        'mid_price',
        'book_valid',
      ])
      const [bands] = inputsFrom(reader.manifest, DATASETS.bands)
      const scores = bands && scoresOf(await readTable(subject.lake, bands, SCORE_COLUMNS))
      for (let { end } = pressure; end !== undefined; end = pressure.end) {
        subject.signal.throwIfAborted()
        for (const cursor of [profile, wall, snapshot]) await cursor.seek(end)
        const { table, from, firstRow } = pressure
        const offend = (fault: string) =>
          evidence.offend(() => `${windowPlace(table, from, firstRow)}: ${fault}`)
        if (snapshot.end !== end) offend('the snapshot has no such second')
        else {
          const expected = expectedOf(end, profile, wall, snapshot, {
            tickSize,
            reach: maxRelTicks,
            scores: scores?.get(end) ?? [Number.NaN, Number.NaN],
          })
          for (const [name, value] of Object.entries(expected)) {
            const found = Number(table.filled(name)[from])
            if (!isClose(found, value, TOLERANCE)) offend(`${name} is ${found}, expected ${value}`)
          }
        }
        evidence.count('windows')
        await pressure.next()
      }
    }),
}

const SCORE_COLUMNS = ['window_end_ts_ns', 'above_score', 'below_score'] as const

/** Above and below scores by the second's end, ns. */
function scoresOf(table: Table): Map<bigint, readonly [number, number]> {
  const ends = table.column('window_end_ts_ns', 'int64')
  const above = table.column('above_score', 'float64')
  const below = table.column('below_score', 'float64')
  return new Map(
    Array.from({ length: table.length }, (_, row) => [ends[row], [above[row], below[row]]]),
  )
}

interface PressureTerms {
  /** Price units. */
  readonly tickSize: number
  /** Ticks. */
  readonly reach: number
  readonly scores: readonly [above: number, below: number]
}

function expectedOf(
  end: bigint,
  profile: WindowCursor,
  wall: WindowCursor,
  snapshot: WindowCursor,
  { tickSize, reach, scores }: PressureTerms,
): Record<string, number> {
  const spot = priceOf(snapshot.table, 'spot_ref_price_int', snapshot.from)
  const mid = snapshot.table.column('mid_price', 'float64')[snapshot.from]
  const forward = Number.isNaN(mid) ? spot : mid * 1e9
  const isValid = snapshot.table.column('book_valid', 'boolean')[snapshot.from] === 1
  const levels = wall.end === end ? levelsOf(wall) : []
  const hedges = profile.end === end ? hedgesOf(profile) : new Map<number, number>()
  const expected: Record<string, number> = { reach_ticks: reach }
  for (const move of MOVES) {
    const highest = forward + move * tickSize
    const lowest = forward - move * tickSize
    const depth = (isAsk: boolean) =>
      levels
        .filter((level) => level.isAsk === isAsk)
        .filter(({ price }) => (isAsk ? price <= highest : price >= lowest))
        .reduce((sum, { lots }) => sum + lots, 0)
    // The last level up to there must have been within reach of spot.
    const isUpRecorded = Math.floor((highest - spot) / tickSize) <= reach
    const isDownRecorded = Math.floor((spot - lowest) / tickSize) <= reach
    const asks = isValid && isUpRecorded ? depth(true) : Number.NaN
    const bids = isValid && isDownRecorded ? depth(false) : Number.NaN
    const up = hedges.get(move) ?? Number.NaN
    const down = hedges.get(-move) ?? Number.NaN
    expected[`ask_depth_qty_${move}`] = asks
    expected[`bid_depth_qty_${move}`] = bids
    expected[`hedge_up_${move}`] = up
    expected[`hedge_down_${move}`] = down
    expected[`pressure_up_${move}`] = asks === 0 ? Number.NaN : up / asks
    expected[`pressure_down_${move}`] = bids === 0 ? Number.NaN : -down / bids
    expected[`net_lots_to_move_up_${move}`] = asks - up
    expected[`net_lots_to_move_down_${move}`] = bids + down
  }
  const [above, below] = scores
  expected.fragility_up = Math.max(expected.pressure_up_8, 0) * above
  expected.fragility_down = Math.max(expected.pressure_down_8, 0) * below
  return expected
}

interface Level {
  readonly isAsk: boolean
  /** Price units. */
  readonly price: number
  readonly lots: number
}

function levelsOf({ table, from, to }: WindowCursor): Level[] {
  const sides = table.column('side', 'letter')
  const lots = table.column('depth_qty_end', 'int32')
  return Array.from({ length: to - from }, (_, index) => ({
    isAsk: sides[from + index] === 0,
    price: priceOf(table, 'price_int', from + index),
    lots: lots[from + index],
  }))
}

function hedgesOf({ table, from, to }: WindowCursor): Map<number, number> {
  const deltas = table.column('delta_ticks', 'int32')
  const hedges = table.column('hedge', 'float64')
  return new Map(
    Array.from({ length: to - from }, (_, index) => [deltas[from + index], hedges[from + index]]),
  )
}
