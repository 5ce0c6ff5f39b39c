import { formatColumns } from '../../cli/columns.ts'
import { runFlags } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { prose } from '../../cli/prose.ts'
import { plannedJobs } from '../../pipeline/planned-jobs.ts'

export default class Plan extends PipelineCommand {
  static override summary = 'Print the jobs that a run would do, and what each needs.'
  static override description =
    prose`For a scheduler of your own: each job is one command, to be started when those that it needs are done.
Raw files are ingested before, because the plan depends on bronze.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-05:2026-01-09 --json',
  ]
  static override flags = runFlags

  async run() {
    const { flags } = await this.parse(Plan)
    const planned = await plannedJobs(await this.openLake(flags), this.requestFrom(flags, 'all'))
    const asGiven = this.argv.filter((word) => word !== '--json')
    const jobs = planned.map((job) => ({
      ...job,
      command: [this.config.bin, 'pipeline', 'run-job', job.id, ...asGiven],
    }))
    const rows = jobs.map(({ id, needs, reasons }) => [id, needs.join(' '), reasons.join('; ')])
    this.log(formatColumns(rows, ['job', 'needs', 'why']))
    return { jobs }
  }
}
