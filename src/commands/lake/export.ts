import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count } from '../../cli/columns.ts'
import { dtFlag } from '../../cli/flags.ts'
import { assertNew, assertOutside, writeOutput } from '../../cli/output-file.ts'
import { partitionFile } from '../../cli/partition-file.ts'
import { prose } from '../../cli/prose.ts'
import { DATASETS, type Mbo } from '../../contracts/registry.ts'
import { csvFile } from '../../export/csv.ts'
import { EXPORT_COLUMNS, hftbacktestFile, isExported } from '../../export/hftbacktest.ts'
import { writeNautilus } from '../../export/nautilus.ts'
import { Failure } from '../../failure.ts'
import { type PartitionReader, readPartition } from '../../lake/partition/read.ts'
import { resolvePartition } from '../../lake/partition/resolve-partition.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { formatPrice } from '../../market/price.ts'
import { rulesOf } from '../../market/roots.ts'
import { findTickSize } from '../../stages/tick-size.ts'

const FORMATS = ['hftbacktest', 'nautilus', 'csv', 'arrow'] as const
const ORDERS = DATASETS.mbo

export default class Export extends BaseCommand {
  static override summary = "Write a day's orders, or another table, for other programs."
  static override description =
    prose`hftbacktest: level-3 events in a NumPy file (.npy), for BacktestAsset.data. nautilus: a NautilusTrader
Parquet catalog (order_book_delta and trade_tick of SYMBOL.GLBX, 128-bit prices), --out being its folder. csv and
arrow: all columns of the table, prices in units of 1e-9 and times in ns. For backtests no time goes back, and a
snapshot's orders happen when it is received.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dt 2026-01-06 --format hftbacktest --out orders.npy',
    '<%= config.bin %> <%= command.id %> --dt 2026-01-06 --format nautilus --out catalog',
    '<%= config.bin %> <%= command.id %> --dt 2026-01-06 --format csv --table events --out events.csv',
  ]
  static override flags = {
    format: Flags.option({ description: 'layout', options: FORMATS, required: true })(),
    out: Flags.string({ description: 'file, or folder of a catalog, to write', required: true }),
    table: Flags.string({
      description: "dataset key, or its last part; default: the future's orders",
    }),
    symbol: Flags.string({ description: 'contract; optional where the lake has only one' }),
    dt: dtFlag,
    overwrite: Flags.boolean({ description: 'replace the file' }),
  }

  async run() {
    const { flags } = await this.parse(Export)
    const { format, out } = flags
    const isOfOrders = format === 'hftbacktest' || format === 'nautilus'
    if (isOfOrders && flags.table !== undefined) throw ordersOnly(format, flags.table)
    const lake = await this.openLake(flags)
    const table = flags.table ?? ORDERS
    const partition = await resolvePartition(lake, table, flags.symbol, flags.dt)
    if (format === 'nautilus') await assertNew('--out', out)
    else await assertOutside(lake, '--out', out, flags.overwrite)
    const rows = isOfOrders
      ? await this.#writeOrders(lake, partition, format, out)
      : await writeTable(lake, partition, format, out)
    this.log(`${out}: ${rows}`)
    return { ...partition, format, out: resolve(out), rows }
  }

  /** Returns what was written. */
  async #writeOrders(
    lake: Lake,
    { symbol, dt }: Partition,
    format: 'hftbacktest' | 'nautilus',
    out: string,
  ): Promise<string> {
    const reader = await readPartition(lake, { dataset: ORDERS, symbol, dt })
    try {
      if (format === 'hftbacktest') {
        const rows = await exportedRows(reader)
        await writeOutput(out, hftbacktestFile(rows, reader.tables(EXPORT_COLUMNS)))
        return `${count(rows)} events`
      }
      const tick = await findTickSize(lake, { symbol, dt }, rulesOf(symbol))
      const decimals = formatPrice(BigInt(tick.size)).split('.').at(1)?.length ?? 0
      const written = await writeNautilus(out, symbol, decimals, reader.tables(EXPORT_COLUMNS))
      return `${count(written.deltas)} deltas, ${count(written.trades)} trades`
    } finally {
      await reader.close()
    }
  }
}

async function writeTable(
  lake: Lake,
  partition: Partition,
  format: 'csv' | 'arrow',
  out: string,
): Promise<string> {
  const reader = await readPartition(lake, partition)
  try {
    const rows = reader.rowGroups.reduce((sum, group) => sum + group.rows, 0)
    if (format === 'arrow') await writeOutput(out, partitionFile(lake, partition))
    else await writeOutput(out, csvFile(reader.contract.fields, reader.tables()))
    return `${count(rows)} rows`
  } finally {
    await reader.close()
  }
}

/** A NumPy file begins with its number of rows. */
async function exportedRows(reader: PartitionReader<Mbo>): Promise<number> {
  let rows = 0
  for await (const { columns, length } of reader.tables(['action', 'size'])) {
    for (let row = 0; row < length; row++) {
      if (isExported(columns.action[row], columns.size[row])) rows++
    }
  }
  return rows
}

function ordersOnly(format: string, table: string): Failure {
  return new Failure({
    code: 'usage',
    what: `${format} has the future's orders, and no other table`,
    where: '--table',
    found: table,
    fix: 'leave --table out, or choose csv or arrow',
  })
}
