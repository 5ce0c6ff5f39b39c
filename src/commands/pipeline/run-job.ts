import { Args } from '@oclif/core'
import { runFlags } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { prose } from '../../cli/prose.ts'
import { runPlannedJob } from '../../pipeline/planned-jobs.ts'

export default class RunJob extends PipelineCommand {
  static override summary = 'Run one job of a plan.'
  static override description =
    prose`Takes the flags that the plan was made with. Exit code 0 when the job is done or was done before, 3 when
it failed or what it needs is missing, 4 when another run holds its day.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> silver/futures-book:ESH6:2026-01-06 --lake s3://desk/lake',
  ]
  static override args = {
    id: Args.string({ description: 'the job, from spymaster pipeline plan', required: true }),
  }
  static override flags = runFlags

  async run() {
    const { args, flags } = await this.parse(RunJob)
    const lake = await this.openLake(flags)
    const request = this.requestFrom(flags, 'all')
    return this.watch(flags, (watcher) => runPlannedJob(lake, request, args.id, watcher))
  }
}
