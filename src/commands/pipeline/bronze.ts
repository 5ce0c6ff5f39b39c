import {
  allowTruncatedFlag,
  overwriteFlag,
  symbolFlag,
  targetsFrom,
  utcDatesFlag,
  waitFlag,
} from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { runRaw } from '../../pipeline/pipeline.ts'

export default class Bronze extends PipelineCommand {
  static override summary = 'Ingest the files under raw/ in the lake.'
  static override description =
    'Days that are in bronze already are kept, unless --overwrite is given.'
  static override examples = ['<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-06']
  static override flags = {
    symbol: symbolFlag,
    dates: utcDatesFlag,
    overwrite: overwriteFlag,
    'allow-truncated': allowTruncatedFlag,
    wait: waitFlag,
  }

  async run() {
    const { flags } = await this.parse(Bronze)
    const { overwrite, 'allow-truncated': allowTruncated } = flags
    const request = { ...targetsFrom(flags), overwrite, allowTruncated }
    return this.watch(flags, (watcher) => runRaw(this.lakeOf(flags), request, watcher))
  }
}
