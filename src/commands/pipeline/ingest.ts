import { Args, Flags } from '@oclif/core'
import { overwriteFlag, symbolFlag, targetsFrom, utcDatesFlag, waitFlag } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { prose } from '../../cli/prose.ts'
import { withStdinAsFile } from '../../cli/stdin-file.ts'
import { openLake } from '../../lake/paths.ts'
import { runIngest } from '../../pipeline/pipeline.ts'

export default class Ingest extends PipelineCommand {
  static override summary = 'Read DBN files into the bronze layer.'
  static override description =
    prose`Schema, dataset, symbols and dates come from the files themselves. Outright futures' orders and
the definitions of futures and their options are taken; spreads and user-defined instruments are
counted and left out. Folders are searched at any depth, links included; the vendor's JSONs beside
the data are used, not read as data. A file that is in the lake already costs a look. Files of one day
are merged in order of receipt, over several runs too; where two speak of the same instrument and time
their records must be the same, or both are named and refused; a live recording gives way to historical
files. --overwrite replaces days instead. A - stands for stdin.`
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
    'allow-truncated': Flags.boolean({
      description: 'keep the whole records of a file that was cut, and say so in the manifest',
    }),
    wait: waitFlag,
  }

  async run() {
    const { flags, argv } = await this.parse(Ingest)
    const asked = {
      ...targetsFrom(flags),
      overwrite: flags.overwrite,
      allowTruncated: flags['allow-truncated'],
    }
    const lake = openLake(flags.lake)
    return this.watch(flags, (watcher) =>
      withStdinAsFile(argv.map(String), watcher.signal, (paths) =>
        runIngest(lake, { ...asked, paths }, watcher),
      ),
    )
  }
}
