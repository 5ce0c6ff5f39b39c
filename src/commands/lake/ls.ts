import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { bytes, count, formatColumns } from '../../cli/columns.ts'
import { dtFlag } from '../../cli/flags.ts'
import { describePartitions } from '../../lake/partition/describe-partitions.ts'

export default class Ls extends BaseCommand {
  static override summary = 'List the partitions of the lake.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --json',
  ]
  static override flags = {
    dataset: Flags.string({ description: 'dataset key: silver.future_mbo.wall_surface_1s' }),
    symbol: Flags.string({ description: 'contract' }),
    dt: dtFlag,
  }

  async run() {
    const { flags } = await this.parse(Ls)
    const { dataset, symbol, dt } = flags
    const filter = { ...(dataset && { dataset }), ...(symbol && { symbol }), ...(dt && { dt }) }
    const partitions = await describePartitions(await this.openLake(flags), filter)
    const rows = partitions.map((each) => [
      each.dataset,
      each.symbol,
      each.dt,
      each.rows === undefined ? '-' : count(each.rows),
      each.bytes === undefined ? '-' : bytes(each.bytes),
      each.fault ?? (each.isOpen ? 'open' : ''),
    ])
    if (rows.length > 0) {
      const header = ['dataset', 'symbol', 'dt', 'rows', 'size', '']
      const fit = { width: this.terminalColumns, ranks: [0, 0, 0, 1, 2, 0] }
      this.log(formatColumns(rows, header, undefined, fit))
    } else this.log('No partition matches; start with: spymaster pipeline ingest FILE')
    return { partitions }
  }
}
