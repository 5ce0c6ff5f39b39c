import { PRICE_SCALE } from '../market/price.ts'
import { secondFromWords } from '../market/time.ts'
import type { SecondSource, SurfaceName } from '../seconds/second.ts'
import { type Column, type Table, words } from '../table/table.ts'
import { LEVEL_COLUMNS, LEVELS } from './levels.ts'

/** Seconds of the day read at once: whole columns of every width, about a row group of the wall. */
export const CHUNK_SECONDS = 300

const TIME = 'window_end_ts_ns'
const WALL_COLUMNS = [
  TIME,
  'side',
  'rel_ticks',
  'depth_qty_end',
  'add_qty',
  'pull_qty_total',
  'fill_qty',
  'hidden_fill_qty',
]
const GEX_COLUMNS = [TIME, 'strike_points', 'gex', 'gex_abs']

/** The rows of a chunk, surface by surface, as columns; `…Start` say where a second's begin. */
export interface Chunk {
  /** Its first second; it has {@link CHUNK_SECONDS}. */
  readonly first: number
  /** Of the wall: first row of each second, and the end. */
  readonly wallStart: Int32Array
  /** 0 ask, 1 bid. */
  readonly side: Uint8Array
  readonly relTicks: Int32Array
  readonly depth: Int32Array
  readonly add: Int32Array
  readonly pull: Int32Array
  readonly fill: Int32Array
  readonly hidden: Int32Array
  /** vacuum_score of the same rows; undefined where the day has none. */
  readonly vacuum: Float64Array | undefined
  /** {@link LEVELS} of each second in ticks, with fractions; NaN where there is none. */
  readonly levels: Float64Array
  readonly gexStart: Int32Array
  /** Strikes in ticks. */
  readonly strike: Float64Array
  readonly gex: Float64Array
  readonly gexAbs: Float64Array
}

/** The chunk that a second belongs to, by its number. */
export function chunkOf(second: number): number {
  return Math.ceil(second / CHUNK_SECONDS) - 1
}

/** The first second of a chunk. Like columns, chunks hold the seconds after a multiple, up to the next. */
export function firstOfChunk(chunk: number): number {
  return chunk * CHUNK_SECONDS + 1
}

/** Reads a chunk's rows, of each surface only what the picture needs. */
export async function readChunk(source: SecondSource, number: number): Promise<Chunk> {
  const first = firstOfChunk(number)
  const read = (surface: SurfaceName, columns: readonly string[]) =>
    source.readRange(surface, first, first + CHUNK_SECONDS - 1, columns)
  const [walls, vacuums, levels, gexes] = await Promise.all([
    read('wall', WALL_COLUMNS),
    read('vacuum', [TIME, 'vacuum_score']),
    read('levels', [TIME, ...LEVEL_COLUMNS]),
    read('gex', GEX_COLUMNS),
  ])
  const ticksPerPoint = PRICE_SCALE / source.day.tickSize
  const integers = (name: string) => joined(walls, name, Int32Array)
  const scores = joined(vacuums, 'vacuum_score', Float64Array)
  const strike = joined(gexes, 'strike_points', Float64Array)
  return {
    first,
    wallStart: starts(walls, first),
    side: joined(walls, 'side', Uint8Array),
    relTicks: integers('rel_ticks'),
    depth: integers('depth_qty_end'),
    add: integers('add_qty'),
    pull: integers('pull_qty_total'),
    fill: integers('fill_qty'),
    hidden: integers('hidden_fill_qty'),
    vacuum: scores.length === rowsOf(walls) ? scores : undefined,
    levels: levelTicks(levels, first, ticksPerPoint),
    gexStart: starts(gexes, first),
    strike: strike.map((points) => points * ticksPerPoint),
    gex: joined(gexes, 'gex', Float64Array),
    gexAbs: joined(gexes, 'gex_abs', Float64Array),
  }
}

function rowsOf(tables: readonly Table[]): number {
  return tables.reduce((rows, { length }) => rows + length, 0)
}

interface ArrayKind<A> {
  new (length: number): A
}

/** A column of several tables as one array; a single table's is not copied. */
function joined<A extends Uint8Array | Int32Array | Float64Array>(
  tables: readonly Table[],
  name: string,
  Kind: ArrayKind<A>,
): A {
  const parts = tables.map((table) => {
    const column: Column = table.filled(name)
    if (!(column instanceof Kind)) throw new Error(`${table.contract.key}: ${name} is another kind`)
    return column
  })
  if (parts.length === 1) return parts[0]
  const whole = new Kind(rowsOf(tables))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The first row of each of a chunk's seconds, and the end; rows are in order of time. */
function starts(tables: readonly Table[], first: number): Int32Array {
  const rows = new Int32Array(CHUNK_SECONDS + 1)
  for (const table of tables) {
    const times = words(table.column(TIME, 'int64'))
    for (let row = 0; row < table.length; row++) {
      rows[secondFromWords(times[2 * row], times[2 * row + 1]) - first + 1]++
    }
  }
  for (let second = 0; second < CHUNK_SECONDS; second++) rows[second + 1] += rows[second]
  return rows
}

function levelTicks(tables: readonly Table[], first: number, ticksPerPoint: number): Float64Array {
  const ticks = new Float64Array(CHUNK_SECONDS * LEVELS.length).fill(Number.NaN)
  for (const table of tables) {
    const times = words(table.column(TIME, 'int64'))
    for (const [level, { column }] of LEVELS.entries()) {
      const points = table.column(column, 'float64')
      for (let row = 0; row < table.length; row++) {
        const second = secondFromWords(times[2 * row], times[2 * row + 1]) - first
        ticks[second * LEVELS.length + level] = points[row] * ticksPerPoint
      }
    }
  }
  return ticks
}
