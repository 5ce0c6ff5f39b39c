import { BaseCommand } from '../../cli/base-command.ts'
import { formatColumns } from '../../cli/columns.ts'
import { engineFlag, optionsFrom, stageFlags, targetFlags, targetsFrom } from '../../cli/flags.ts'
import type { Lake } from '../../lake/paths.ts'
import { pipelineStatus } from '../../pipeline/status.ts'
import { assertReachable, parseEngine } from '../../queue/connection.ts'
import { queueStatus } from '../../queue/queue-status.ts'

export default class Status extends BaseCommand {
  static override summary =
    'Print the state of every partition: fresh, stale and why, missing, being written, or partial.'
  static override description = 'With --engine: the jobs of the lake in Redis, and their workers.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-05:2026-01-09 --json',
  ]
  static override flags = { ...targetFlags, ...stageFlags, engine: engineFlag }

  async run() {
    const { flags } = await this.parse(Status)
    if (flags.engine !== undefined) return this.#queue(flags.engine, this.lakeOf(flags))
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

  async #queue(engine: string, lake: Lake) {
    const connection = parseEngine(engine)
    await assertReachable(connection)
    const { workers, counts, active } = await queueStatus(lake, connection)
    const states = Object.entries(counts).map(([state, count]) => `${count} ${state}`)
    this.log(`${workers} workers; jobs: ${states.join(', ')}`)
    for (const { id, attempts, progress } of active) {
      const share = progress && progress.total > 0 ? progress.done / progress.total : undefined
      const done = share === undefined ? '' : `, ${Math.round(share * 100)} %`
      this.log(`${id}: attempt ${attempts}${done}`)
    }
    return { workers, counts, active }
  }
}
