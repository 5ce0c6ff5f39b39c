import { Args } from '@oclif/core'
import {
  allowTruncatedFlag,
  overwriteFlag,
  symbolFlag,
  targetsFrom,
  utcDatesFlag,
  waitFlag,
} from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { prose } from '../../cli/prose.ts'
import { withStdinFile } from '../../cli/stdin-file.ts'
import { runIngest } from '../../pipeline/pipeline.ts'

export default class Ingest extends PipelineCommand {
  static override summary = 'Read DBN files into the bronze layer.'
  static override description =
    prose`Schema, dataset, symbols and dates come from the files themselves. Orders of outright futures and of
options on them, definitions and statistics are ingested; spreads and user-defined instruments are
counted and left out. Folders are searched at any depth, following links; the vendor's JSON files
beside the data are read as metadata. A file that is in the lake already is skipped. Files of one day
are merged in order of receipt, over several runs too. Where two files cover the same instrument and
time, their records must be equal, or both are refused by name, as are files that have a symbol under
two instrument ids at one time; historical files replace a live
recording. --overwrite replaces days instead of merging. - reads stdin.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst',
    '<%= config.bin %> <%= command.id %> - < glbx-mdp3-20260106.mbo.dbn.zst',
    '<%= config.bin %> <%= command.id %> ~/databento --symbol ES --dates 2026-01-05:2026-01-09',
  ]
  static override strict = false
  static override args = {
    file: Args.string({
      description: 'DBN files, folders of them, or - for stdin',
      required: true,
    }),
  }
  static override flags = {
    symbol: symbolFlag,
    dates: utcDatesFlag,
    overwrite: overwriteFlag,
    'allow-truncated': allowTruncatedFlag,
    wait: waitFlag,
  }

  async run() {
    const { flags, argv } = await this.parse(Ingest)
    const request = {
      ...targetsFrom(flags),
      overwrite: flags.overwrite,
      allowTruncated: flags['allow-truncated'],
    }
    const lake = this.lakeOf(flags)
    return this.watch(flags, (watcher) =>
      withStdinFile(argv.map(String), watcher, (paths, stdinWatcher) =>
        runIngest(lake, { ...request, paths }, stdinWatcher),
      ),
    )
  }
}
