import { runFlags } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { runPipeline } from '../../pipeline/pipeline.ts'

export default class Gold extends PipelineCommand {
  static override summary = 'Run the gold stages and the stages they depend on.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dates 2026-01-06',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dates 2026-01-06 --calibration same-day',
  ]
  static override flags = runFlags

  async run() {
    const { flags } = await this.parse(Gold)
    const request = this.requestFrom(flags, 'gold')
    return this.watch(flags, (watcher) => runPipeline(this.lakeOf(flags), request, watcher))
  }
}
