import { resolve } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count } from '../../cli/columns.ts'
import { dtFlag, priceFormatFlag } from '../../cli/flags.ts'
import { assertOutside, writeOutput } from '../../cli/output-file.ts'
import { partitionFile } from '../../cli/partition-file.ts'
import { formatTable, tableJson } from '../../cli/table-view.ts'
import { resolvePartition } from '../../lake/partition/resolve-partition.ts'
import { showPartition } from '../../lake/partition/show.ts'
import { formatPartition } from '../../lake/paths.ts'
import { partsOf } from '../../market/fraction-price.ts'

export default class Show extends BaseCommand {
  static override summary = "Print a table's columns with statistics, and its first rows."
  static override examples = [
    '<%= config.bin %> <%= command.id %> wall_surface_1s --symbol ESH6 --dt 2026-01-06',
    '<%= config.bin %> <%= command.id %> silver.future_mbo.book_snapshot_1s -n 3 --json',
    '<%= config.bin %> <%= command.id %> wall_surface_1s --dt 2026-01-06 --arrow walls.arrow',
  ]
  static override args = {
    table: Args.string({ description: 'dataset key, or its last part', required: true }),
  }
  static override flags = {
    symbol: Flags.string({ description: 'contract; optional where the lake has only one' }),
    dt: dtFlag,
    'price-format': priceFormatFlag,
    rows: Flags.integer({ char: 'n', description: 'how many rows to print', default: 5, min: 0 }),
    arrow: Flags.string({
      description: 'write all rows into this Arrow IPC file (Feather V2), too',
    }),
    overwrite: Flags.boolean({ description: 'replace the file', dependsOn: ['arrow'] }),
  }

  async run() {
    const { args, flags } = await this.parse(Show)
    const lake = await this.openLake(flags)
    const partition = await resolvePartition(lake, args.table, flags.symbol, flags.dt)
    if (flags.arrow !== undefined) {
      await assertOutside(lake, '--arrow', flags.arrow, flags.overwrite)
    }
    const shown = await showPartition(lake, partition, flags.rows)
    const state = shown.isOpen ? ', open: a live session is making it' : ''
    this.log(`${formatPartition(partition)}: ${count(shown.rows)} rows${state}\n`)
    const parts = partsOf(partition.symbol, flags['price-format'])
    this.log(formatTable(shown, this.utf8, parts, this.terminalColumns))
    if (flags.arrow === undefined) return { ...partition, ...tableJson(shown) }
    await writeOutput(flags.arrow, partitionFile(lake, partition))
    this.log(`\n${flags.arrow}: ${count(shown.rows)} rows`)
    return { ...partition, ...tableJson(shown), file: resolve(flags.arrow) }
  }
}
