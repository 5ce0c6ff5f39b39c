import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { parseContract } from '../../../src/contracts/contract.ts'
import { type Datasets, parseDatasets } from '../../../src/lake/datasets.ts'
import { MIN_THREAD_VALUES, RowGroupThreads } from '../../../src/lake/parquet/row-group-threads.ts'
import { assertHashes } from '../../../src/lake/partition/check-hashes.ts'
import { readPartition } from '../../../src/lake/partition/read.ts'
import { openPartition } from '../../../src/lake/partition/write.ts'
import { type Lake, openLake, type Partition } from '../../../src/lake/paths.ts'
import { UNDEF_PRICE } from '../../../src/market/price.ts'
import { Table } from '../../../src/table/table.ts'
import { emptyLake } from '../empty-lake.ts'
import { COMMIT, KINDS } from '../lake.ts'
import { partPath } from '../lake-files.ts'

/** Every kind that a buffer holds, so that all of them go through other threads. */
const WIDE = parseContract(
  JSON.stringify({
    ...JSON.parse(KINDS.text),
    name: 'wide',
    fields: JSON.parse(KINDS.text).fields.filter(({ name }: { name: string }) => name !== 'text'),
  }),
)
const DATASETS: Datasets = parseDatasets(
  `
silver.future_mbo.wide:
  name: numbers
  path: silver/product_type=future_mbo/symbol={symbol}/table=wide/dt={dt}
  stage: silver/wide
  contract: wide
  sort: [window_end_ts_ns]
  row_group: { windows: 300 }
`,
  () => WIDE,
)
const DAY: Partition = { dataset: 'silver.future_mbo.wide', symbol: 'ESH6', dt: '2026-01-06' }

/** Rows that make a table large enough for a thread. */
const ROWS = 40_000
const SMALL_ROWS = 50

function tableOf(rows: number, group: number): Table {
  const table = new Table(WIDE, rows)
  table.length = rows
  for (let row = 0; row < rows; row++) {
    const number = group * 7919 + row
    table.column('window_end_ts_ns', 'int64')[row] = BigInt(number) * 1_000_003n
    table.column('int32', 'int32')[row] = number % 1000
    table.column('uint32', 'uint32')[row] = number * 65_537
    table.column('int16', 'int16')[row] = (number % 500) - 250
    table.column('uint16', 'uint16')[row] = number % 60_000
    table.column('int8', 'int8')[row] = number
    table.column('uint8', 'uint8')[row] = number
    table.column('float64', 'float64')[row] = number % 3 === 0 ? Number.NaN : Math.sqrt(number)
    table.column('boolean', 'boolean')[row] = number % 2
    table.column('letter', 'letter')[row] = number % 3
    table.column('uint64', 'uint64')[row] = 2n ** 64n - 1n - BigInt(number % 5000)
    table.column('char', 'char')[row] = number % 7 === 0 ? 0 : 65 + (number % 7)
    table.column('price', 'int64')[row] = number % 11 === 0 ? UNDEF_PRICE : BigInt(number % 999)
  }
  return table
}

/** Large and small row groups, so that some are encoded here and some elsewhere. */
const SIZES = [ROWS, SMALL_ROWS, ROWS, ROWS, ROWS + 1, SMALL_ROWS, ROWS, 0, ROWS - 3]

const pools = [1, 2, 4].map((count) => new RowGroupThreads(count))
afterAll(() => Promise.all(pools.map((threads) => threads.close())))

function wideLake(): Lake {
  return openLake(emptyLake().root, DATASETS)
}

async function write(lake: Lake, threads: RowGroupThreads): Promise<void> {
  const writer = await openPartition(lake, DAY, threads)
  // One table, changed as soon as it may be.
  for (const [group, rows] of SIZES.entries()) {
    const table = tableOf(rows, group)
    await writer.writeRowGroup(table)
    table.column('window_end_ts_ns', 'int64').fill(0n)
    table.column('int32', 'int32').fill(0)
    table.column('float64', 'float64').fill(0)
  }
  await writer.commit(COMMIT)
}

const file = (lake: Lake) => partPath(lake, DAY)

describe('row groups encoded by threads', () => {
  it('are the same bytes, however many threads there are', async () => {
    const found: Buffer[] = []
    for (const threads of pools) {
      const lake = wideLake()
      await write(lake, threads)
      found.push(readFileSync(file(lake)))
    }
    expect(found[1].equals(found[0])).toBe(true)
    expect(found[2].equals(found[0])).toBe(true)
  })

  it('round-trip, one by one and read ahead', async () => {
    const lake = wideLake()
    await write(lake, pools[1])
    const reader = await readPartition(lake, DAY)
    await assertHashes(lake, reader.manifest)
    const written = SIZES.map(tableOf).filter(({ length }) => length > 0)
    let group = 0
    for await (const table of reader.tables()) {
      const alone = await reader.read(group)
      for (const { name } of WIDE.fields) {
        expect(table.filled(name), `${name} of ${group}`).toEqual(written[group].filled(name))
        expect(alone.filled(name), `${name} of ${group}`).toEqual(written[group].filled(name))
      }
      group++
    }
    expect(group).toBe(written.length)
    await reader.close()
  })

  it('refuse what does not fit with the row of the dataset, at the latest with the commit', async () => {
    const lake = wideLake()
    const writer = await openPartition(lake, DAY, pools[1])
    await writer.writeRowGroup(tableOf(ROWS, 0))
    const bad = tableOf(ROWS, 1)
    bad.column('float64', 'float64')[5] = Number.POSITIVE_INFINITY
    await writer.writeRowGroup(bad)
    await writer.writeRowGroup(tableOf(ROWS, 2))
    await expect(writer.commit(COMMIT)).rejects.toMatchObject({
      detail: { code: 'input', where: `${DAY.dataset}, row ${ROWS + 5}` },
    })
    await expect(readPartition(lake, DAY)).rejects.toThrow('there is no such partition')
  })

  it('fail with the cause if their threads have ended', async () => {
    const threads = new RowGroupThreads(2)
    const lake = wideLake()
    const writer = await openPartition(lake, DAY, threads)
    for (let group = 0; group < 3; group++) await writer.writeRowGroup(tableOf(ROWS, group))
    await threads.close()
    await expect(writer.commit(COMMIT)).rejects.toThrow('a thread ended')
  })

  it('are aborted while they are under way', async () => {
    const lake = wideLake()
    const writer = await openPartition(lake, DAY, pools[0])
    for (let group = 0; group < 3; group++) await writer.writeRowGroup(tableOf(ROWS, group))
    await writer.abort()
    await expect(writer.writeRowGroup(tableOf(ROWS, 3))).rejects.toThrow('already')
  })
})

describe('row groups decoded by threads', () => {
  it('are refused where they are damaged, naming file, row group and column', async () => {
    const lake = wideLake()
    await write(lake, pools[0])
    const reader = await readPartition(lake, DAY)
    const bytes = readFileSync(file(lake))
    const offset = 5000 // within the first column
    bytes[offset] = (bytes[offset] as number) ^ 1
    writeFileSync(file(lake), bytes)
    const read = async () => {
      for await (const table of reader.tables()) expect(table.length).toBeGreaterThan(0)
    }
    await expect(read()).rejects.toMatchObject({
      detail: {
        code: 'input',
        where: expect.stringMatching(/part-00000\.parquet, row group \d, column \w+$/),
      },
    })
    await reader.close()
  })

  it('may be left half way', async () => {
    const lake = wideLake()
    await write(lake, pools[0])
    const reader = await readPartition(lake, DAY)
    for await (const table of reader.tables(['int32'])) {
      expect(table.length).toBeLessThan(MIN_THREAD_VALUES)
      break
    }
    for await (const table of reader.tables()) {
      expect(table.length).toBe(ROWS)
      break
    }
    await reader.close()
  })
})
