import { ACTION, UNDEF_SIZE } from '../book/codes.ts'
import { DATASETS } from '../contracts/registry.ts'
import type { Manifest } from '../lake/partition/manifest.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import { formatTime, secondFromWords, startOfUtcDate } from '../market/time.ts'
import { type Table, words } from '../table/table.ts'
import type { Check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { withReaders } from './readers.ts'
import { hasGoodReceipt } from './received-rows.ts'

const SECONDS_PER_DAY = 86_400

/** Every order record is of its partition's day and of one of its files. */
export const bronzeOrders: Check = {
  name: 'bronze orders',
  proves: 'every record is of its day and of a recorded file, and the volume is as counted',
  reads: [DATASETS.mbo],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      let volume = 0
      await forEachTable(reader, ['action', 'size', 'flags'], evidence, (table) => {
        volume += tradedVolume(table)
      })
      const { rows, quality } = reader.manifest
      compareCount('traded_volume', volume, quality, evidence)
      compareCount('records', rows, quality, evidence)
    }),
}

/** The same for definitions, which have no trades. */
export const bronzeDefinitions: Check = {
  name: 'bronze definitions',
  proves: 'every definition is of its day and of a recorded file',
  reads: [DATASETS.definitions],
  run: (subject, evidence) =>
    withReaders(subject, (reader) => forEachTable(reader, [], evidence, () => {})),
}

async function forEachTable(
  reader: PartitionReader,
  columns: readonly string[],
  evidence: Evidence,
  use: (table: Table) => void,
): Promise<void> {
  let firstRow = 0
  for await (const table of reader.tables(['ts_recv', 'file_index', ...columns])) {
    checkDay(table, reader.manifest, firstRow, evidence)
    checkFileIndex(table, reader.manifest, firstRow, evidence)
    use(table)
    firstRow += table.length
    evidence.count('records', table.length)
  }
}

/** The day of ts_recv, where it is good; see {@link hasGoodReceipt}. */
function checkDay(table: Table, { dt }: Manifest, firstRow: number, evidence: Evidence): void {
  const received = words(table.column('ts_recv', 'int64'))
  const isGood = hasGoodReceipt(table)
  const start = Number(startOfUtcDate(dt) / 1_000_000_000n)
  for (let row = 0; row < table.length; row++) {
    const second = secondFromWords(received[2 * row], received[2 * row + 1])
    if ((second >= start && second < start + SECONDS_PER_DAY) || !isGood(row)) continue
    evidence.offend(() => {
      const time = formatTime(table.column('ts_recv', 'int64')[row])
      return `row ${firstRow + row}: received at ${time}, expected a time of ${dt}`
    })
  }
}

function checkFileIndex(
  table: Table,
  { inputs }: Manifest,
  firstRow: number,
  evidence: Evidence,
): void {
  const files = table.column('file_index', 'int32')
  for (let row = 0; row < table.length; row++) {
    if (files[row] < inputs.length) continue
    const found = files[row]
    evidence.offend(
      () =>
        `row ${firstRow + row}: file_index is ${found}, expected one of ${inputs.length} inputs`,
    )
  }
}

function tradedVolume(table: Table): number {
  const action = table.column('action', 'char')
  const size = table.column('size', 'uint32')
  let volume = 0
  for (let row = 0; row < table.length; row++) {
    if (action[row] === ACTION.trade && size[row] !== UNDEF_SIZE) volume += size[row]
  }
  return volume
}

function compareCount(
  name: string,
  counted: number,
  quality: Manifest['quality'],
  evidence: Evidence,
): void {
  if (quality[name] === counted) return
  evidence.offend(() => `the manifest's ${name} is ${quality[name]}, counted ${counted}`)
}
