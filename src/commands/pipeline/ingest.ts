import { Args, Flags } from '@oclif/core'
import { overwriteFlag, symbolFlag, targetsFrom, utcDatesFlag, waitFlag } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { prose } from '../../cli/prose.ts'
import { openLake } from '../../lake/paths.ts'
import { runIngest } from '../../stages/pipeline.ts'

export default class Ingest extends PipelineCommand {
  static override summary = 'Read DBN files into the bronze layer.'
  static override description =
    prose`Schema, dataset, symbols and dates come from the files themselves. Outright futures' orders and
the definitions of futures and their options are taken; spreads and user-defined instruments are
counted and left out. A file that is in the lake already costs a look; a different file for a day
that is there is refused without --overwrite. Files of the same day are merged by ts_recv.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst',
    '<%= config.bin %> <%= command.id %> ~/databento --symbol ES --dates 2026-01-05:2026-01-09',
  ]
  static override strict = false
  static override args = {
    file: Args.string({ description: 'DBN files, or folders of them', required: true }),
  }
  static override flags = {
    symbol: symbolFlag,
    dates: utcDatesFlag,
    overwrite: overwriteFlag,
    'allow-truncated': Flags.boolean({
      description: 'keep the whole records of a file that was cut, and say so in the manifest',
    }),
    wait: waitFlag,
  }

  async run() {
    const { flags, argv } = await this.parse(Ingest)
    const request = {
      ...targetsFrom(flags),
      paths: argv as string[],
      overwrite: flags.overwrite,
      allowTruncated: flags['allow-truncated'],
    }
    return this.watch(flags, (watcher) => runIngest(openLake(flags.lake), request, watcher))
  }
}
