import { loadContract } from '../../../src/contracts/load.ts'
import { FormatError } from '../../../src/format-error.ts'
import { readChars } from '../../../src/lake/parquet/chars.ts'
import { decodeColumn } from '../../../src/lake/parquet/decode.ts'
import { chunkMeta } from '../../../src/lake/parquet/decode-columns.ts'
import { unpackCodes } from '../../../src/lake/parquet/dictionary.ts'
import { encodeRowGroup } from '../../../src/lake/parquet/encode.ts'
import { decodeFooter, encodeFooter } from '../../../src/lake/parquet/footer.ts'
import { readLetters } from '../../../src/lake/parquet/letters.ts'
import { withNulls } from '../../../src/lake/parquet/levels.ts'
import { decodeTexts } from '../../../src/lake/parquet/texts.ts'
import { filledTable } from '../filled-table.ts'
import { mutate } from '../mutate.ts'
import type { Random } from '../random.ts'
import { assert, type Target } from '../target.ts'

/** Row groups with every kind of column. */
const GROUPS = ['silver/book_snapshot_1s', 'silver/gex_surface_1s', 'bronze/instrument_definitions']
  .map((name) => loadContract(name))
  .flatMap((contract, seed) =>
    [3, 90].map((rows) => {
      const { bytes, rowGroup } = encodeRowGroup(filledTable(contract, rows, seed), [])
      return { contract, bytes, rowGroup, footer: encodeFooter(contract, [rowGroup]) }
    }),
  )

const FOOTERS = GROUPS.map(({ footer }) => footer)
const CHUNKS = GROUPS.flatMap(({ contract, bytes, rowGroup }) =>
  contract.fields.map((field, index) => {
    const meta = rowGroup.columns[index].meta_data
    if (!meta) throw new Error(`${field.name} is not in the row group`)
    const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset)
    const chunk = bytes.slice(start, start + Number(meta.total_compressed_size))
    return { field, meta: chunkMeta(meta), chunk }
  }),
)

/** A page's values by themselves: behind the checksum, which hides nearly all that is spoiled. */
const PAGES = [0, 1, 8, 16, 255].map((first) =>
  Uint8Array.from({ length: 40 }, (_, at) => (at === 0 ? first : at % 5)),
)
const VALUES: readonly ((page: Uint8Array<ArrayBuffer>, rows: number) => void)[] = [
  (page, rows) => decodeTexts(page, rows),
  (page, rows) => readChars(page, rows),
  (page, rows) => readLetters(page, rows, ['A', 'B', 'N']),
  (page, rows) => unpackCodes(page, rows, 5),
  (page, rows) => withNulls({ values: new BigInt64Array(rows), levels: page, nulls: 1 }, rows),
]

function read(random: Random): void {
  const part = random.below(3)
  if (part === 0) {
    const { contract, footer } = random.of(GROUPS)
    decodeFooter(contract, mutate(footer, random, FOOTERS))
  } else if (part === 1) {
    const { field, meta, chunk } = random.of(CHUNKS)
    decodeColumn(Uint8Array.from(mutate(chunk, random, [chunk])), field, meta)
  } else {
    const page = Uint8Array.from(mutate(random.of(PAGES), random, PAGES))
    random.of(VALUES)(page, random.below(50))
  }
}

/** Spoiled bytes of a lake's file are rows, or known to be wrong: never what a bug looks like. */
export const parquet: Target = {
  runs: 4000,
  feed: (random) => {
    try {
      read(random)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      assert(error.message.length < 2000, 'a sentence without an end')
    }
  },
}
