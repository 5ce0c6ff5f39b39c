import { BaseCommand } from '../../cli/base-command.ts'
import { formatColumns } from '../../cli/columns.ts'
import { optionsFrom, stageFlags, targetFlags, targetsFrom } from '../../cli/flags.ts'
import { pipelineStatus } from '../../pipeline/status.ts'

export default class Status extends BaseCommand {
  static override summary =
    'Print the state of every partition: fresh, stale and why, missing, being written, or partial.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-05:2026-01-09 --json',
  ]
  static override flags = { ...targetFlags, ...stageFlags }

  async run() {
    const { flags } = await this.parse(Status)
    const options = optionsFrom(flags)
    const partitions = await pipelineStatus(this.lakeOf(flags), targetsFrom(flags), options)
    const rows = partitions.map(({ dataset, symbol, dt, state, isPartial, reasons, notes }) => [
      dataset,
      symbol,
      dt,
      isPartial && state === 'fresh' ? 'partial' : state,
      [...notes, ...reasons].join('; '),
    ])
    this.log(formatColumns(rows, ['dataset', 'symbol', 'dt', 'state', 'why']))
    return { partitions }
  }
}
