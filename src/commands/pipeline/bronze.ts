import { BaseCommand } from '../../cli/base-command.ts'
import { overwriteFlag, targetFlags, targetsFrom } from '../../cli/flags.ts'
import { ProgressView } from '../../cli/progress.ts'
import { type PipelineEvent, runRaw } from '../../stages/pipeline.ts'

export default class Bronze extends BaseCommand {
  static override summary = 'Ingest what lies under raw/ in the lake.'
  static override description =
    'Bronze is rebuilt only when asked: pass --overwrite to replace days that are there.'
  static override examples = ['<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-06']
  static override flags = { ...targetFlags, overwrite: overwriteFlag }

  async run() {
    const { flags } = await this.parse(Bronze)
    const view = new ProgressView({ quiet: flags.quiet })
    const ingested: object[] = []
    const report = (event: PipelineEvent) => {
      view.report(event)
      if (event.type === 'ingest' && event.event.type !== 'progress') ingested.push(event.event)
    }
    const request = { ...targetsFrom(flags), overwrite: flags.overwrite }
    try {
      await runRaw(this.openLake(flags), request, { report, signal: this.interruption.signal })
    } finally {
      view.end()
    }
    return { ingested }
  }
}
