import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { VacuumRecall } from '../../src/synth/recall.ts'
import type { TruthEpisode } from '../../src/synth/truth.ts'
import { Table } from '../../src/table/table.ts'

const WALL = loadContract('silver/wall_surface_1s')
const VACUUM = loadContract('silver/vacuum_surface_1s')
const SECOND = 1_000_000_000n

/** A cell of the bid side: second, price, score, and whether anything happened there. */
type Cell = readonly [second: number, price: number, score: number, isActive: boolean]

function tables(cells: readonly Cell[]) {
  const wall = new Table(WALL, cells.length)
  const vacuum = new Table(VACUUM, cells.length)
  wall.length = cells.length
  vacuum.length = cells.length
  for (const [row, [second, price, score, isActive]] of cells.entries()) {
    wall.columns.add_qty[row] = isActive ? 1 : 0
    vacuum.columns.window_end_ts_ns[row] = (BigInt(second) + 1n) * SECOND
    vacuum.columns.price_int[row] = BigInt(price)
    vacuum.columns.side[row] = 1
    vacuum.columns.vacuum_score[row] = score
  }
  return { wall, vacuum }
}

function episode(change: Partial<TruthEpisode> = {}): TruthEpisode {
  return {
    kind: 'vacuum',
    side: 'B',
    start_ts_ns: String(5n * SECOND),
    end_ts_ns: String(7n * SECOND),
    low_price_int: '10',
    high_price_int: '11',
    ticks: 2,
    removal: 0.8,
    swept_ticks: 0,
    swept_side: 'A',
    ...change,
  }
}

/** Ninety-six active cells of a low score far away, and the cells given. */
function recallOf(planted: TruthEpisode[], cells: readonly Cell[]) {
  const recall = new VacuumRecall(planted)
  const usual = Array.from({ length: 96 }, (_, index): Cell => [index, 900, 0.2, true])
  for (const some of [usual, cells]) {
    const { wall, vacuum } = tables(some)
    recall.push(wall, vacuum)
  }
  return recall.result()
}

describe('the recall of vacuums', () => {
  test('finds an episode half of whose cells are above the threshold, missing rows as 0', () => {
    const two: Cell[] = [
      [5, 10, 0.9, true],
      [6, 11, 0.8, true],
    ]
    const { threshold, episodes, vacuumRecall, falseRate } = recallOf([episode()], two)
    expect(threshold).toBeCloseTo(0.2, 4)
    expect(episodes).toMatchObject([{ cells: 4, above: 2, found: true }])
    expect(vacuumRecall).toBe(1)
    expect(falseRate).toBeNaN()
    expect(recallOf([episode()], two.slice(1)).episodes).toMatchObject([{ above: 1, found: false }])
  })

  test('counts no cell of another side, price or second', () => {
    const cells: Cell[] = [
      [4, 10, 0.9, true],
      [7, 10, 0.9, true],
      [5, 9, 0.9, true],
      [5, 12, 0.9, true],
    ]
    expect(recallOf([episode()], cells).episodes).toMatchObject([{ above: 0 }])
    const asks = recallOf([episode({ side: 'A' })], [[5, 10, 0.9, true]])
    expect(asks.episodes).toMatchObject([{ above: 0 }])
  })

  test('the threshold is that of active cells only', () => {
    const idle = Array.from({ length: 50 }, (_, index): Cell => [index, 901, 1, false])
    expect(recallOf([], idle).threshold).toBeCloseTo(0.2, 4)
    const active = idle.map(([second, price, score]): Cell => [second, price, score, true])
    expect(recallOf([], active).threshold).toBeGreaterThan(0.9)
  })

  test('leaves out seconds that an episode hardly touches, but never all', () => {
    const cellsOf = (start: bigint, end: bigint) =>
      recallOf([episode({ start_ts_ns: String(start), end_ts_ns: String(end) })], []).episodes[0]
        .cells
    expect(cellsOf(5n * SECOND, 6n * SECOND)).toBe(2)
    expect(cellsOf(5_800_000_000n, 6_900_000_000n)).toBe(2)
    expect(cellsOf(5_100_000_000n, 6_200_000_000n)).toBe(2)
    expect(cellsOf(5_100_000_000n, 6_400_000_000n)).toBe(4)
    expect(cellsOf(5_900_000_000n, 5_950_000_000n)).toBe(2)
  })

  test('tells look-alikes from vacuums', () => {
    const found = recallOf([episode(), episode({ kind: 'roll' })], [])
    expect(found).toMatchObject({ vacuumRecall: 0, falseRate: 0 })
  })
})
