import { loadContract } from '../../../src/contracts/load.ts'
import type { Table } from '../../../src/table/table.ts'
import { decodeTables } from '../../../src/wire/decode-table.ts'
import { encodeRows, encodeSchema, encodeTable } from '../../../src/wire/encode-table.ts'
import { filledTable } from '../filled-table.ts'
import { mutate } from '../mutate.ts'
import { assert, outcome, type Target } from '../target.ts'

const SURFACES = ['wall_surface_1s', 'book_snapshot_1s', 'gex_surface_1s', 'physics_bands_1s']

/** Streams of a second's rows, of every kind of column. */
export const PAYLOADS = SURFACES.flatMap((name, seed) =>
  [0, 3].map((rows) => encodeTable(filledTable(loadContract(`silver/${name}`), rows, seed))),
)

/** A schema by itself, and rows of it, as they are sent where schemas are sent once. */
const WALL = loadContract('silver/wall_surface_1s')
export const SCHEMA = encodeSchema(WALL, 'documented')
export const ROWS = encodeRows(filledTable(WALL, 3, 0))

/** Lengths, and where the flatbuffer's tables, vtables and vectors begin. */
const PLACES = Array.from({ length: 60 }, (_, index) => 4 * index)

/** No more memory is asked for than bytes came. */
function bytesOf(tables: readonly Table[]): number {
  let bytes = 0
  for (const table of tables) {
    for (const { name } of table.contract.fields) {
      const column = table.filled(name)
      bytes += Array.isArray(column) ? column.reduce((sum, text) => sum + text.length, 0) : 0
      bytes += column.length
    }
  }
  return bytes
}

/** A stream is tables no larger than it, or refused. */
export const arrow: Target = {
  runs: 20_000,
  feed: (random) => {
    const payload = random.of(PAYLOADS)
    const bytes = mutate(payload, random, PAYLOADS, PLACES)
    const end = outcome(() => decodeTables(bytes))
    if ('refusal' in end) return
    // A boolean takes a bit there and a byte here.
    assert(bytesOf(end.result.tables) <= 9 * bytes.length, 'more rows than there are bytes for')
  },
}
