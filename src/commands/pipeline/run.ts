import { Flags } from '@oclif/core'
import { runFlags } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { openLake } from '../../lake/paths.ts'
import { runIngest, runPipeline } from '../../stages/pipeline.ts'

export default class Run extends PipelineCommand {
  static override summary = 'Run everything that is missing or stale, in order of need.'
  static override description =
    `Files under raw/ in the lake that match are ingested first, and those given with --raw. A second
run finds nothing to do.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --raw glbx-mdp3-20260106.mbo.dbn.zst --symbol ESH6 --dates 2026-01-06',
    '<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-05:2026-01-09 --session rth',
  ]
  static override flags = {
    ...runFlags,
    raw: Flags.string({ description: 'DBN file or folder to ingest first', multiple: true }),
  }

  async run() {
    const { flags } = await this.parse(Run)
    const lake = openLake(flags.lake)
    const request = this.requestFrom(flags, 'all')
    const { symbol, dates, overwrite } = request
    const ingest = { symbol, dates, paths: flags.raw ?? [], overwrite, allowTruncated: false }
    return this.watch(flags, async (watcher) => {
      if (flags.raw) await runIngest(lake, ingest, watcher)
      await runPipeline(lake, request, watcher)
    })
  }
}
