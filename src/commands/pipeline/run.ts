import { Flags } from '@oclif/core'
import { engineFlag, runFlags } from '../../cli/flags.ts'
import { PipelineCommand } from '../../cli/pipeline-command.ts'
import { withStdinFile } from '../../cli/stdin-file.ts'
import { runIngest, runPipeline } from '../../pipeline/pipeline.ts'
import { watchFolder } from '../../pipeline/watch.ts'
import { parseEngine } from '../../queue/connection.ts'
import { runOnQueue } from '../../queue/run.ts'

export default class Run extends PipelineCommand {
  static override summary = 'Run every stage that is missing or stale, in order of dependency.'
  static override description =
    `Ingests matching files under raw/ in the lake first, and those given with --raw. A second run has
nothing to do. With --watch it keeps running until Ctrl-C: files that appear in a folder are ingested
once they stop growing, and the stages they make possible are run. Dates are trading dates: the UTC
files that a date's session touches are ingested, and a day that lacks some of them, or a root of its
options for some of its hours, is partial. A symbol or date that is not found stops none of the others:
it is named, and the exit code is 3. With --engine, workers on any machine do the work: spymaster
worker. Raw files are then put under raw/ in the lake first.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --raw glbx-mdp3-20260106.mbo.dbn.zst --symbol ESH6 --dates 2026-01-06',
    '<%= config.bin %> <%= command.id %> --symbol ES --dates 2026-01-05:2026-01-09 --session rth',
    '<%= config.bin %> <%= command.id %> --raw ~/databento --symbol ESH6 --dates 2026-01-06 --session rth --require-whole',
    '<%= config.bin %> <%= command.id %> --raw - < glbx-mdp3-20260106.mbo.dbn.zst',
    '<%= config.bin %> <%= command.id %> --watch ~/databento --symbol ES',
    '<%= config.bin %> <%= command.id %> --engine redis://queue --lake s3://desk/lake --raw ~/databento',
  ]
  static override flags = {
    ...runFlags,
    raw: Flags.string({
      description: 'DBN file or folder to ingest first, or - for stdin',
      multiple: true,
    }),
    watch: Flags.string({
      description: 'folder whose files are ingested as they appear',
      exclusive: ['raw', 'engine'],
    }),
    engine: engineFlag,
    cancel: Flags.boolean({
      description: 'with --engine, Ctrl-C takes back the jobs; otherwise workers go on with them',
      dependsOn: ['engine'],
    }),
    settle: Flags.integer({
      description: 'with --watch, seconds without a change after which a file counts as complete',
      default: 2,
      min: 1,
      max: 3600,
    }),
  }

  async run() {
    const { flags } = await this.parse(Run)
    const lake = this.lakeOf(flags)
    const request = this.requestFrom(flags, 'all')
    const { symbol, dates, overwrite } = request
    const { session, raw } = flags
    const files = { symbol, dates, session, areTradingDates: true }
    const ingest = { ...files, overwrite, allowTruncated: flags['allow-truncated'] }
    const { watch: folder, settle } = flags
    if (folder !== undefined) {
      const watched = { ...request, folder, settleMs: settle * 1000 }
      return this.follow(flags, (watcher) => watchFolder(lake, watched, watcher))
    }
    const { engine, cancel: cancels } = flags
    if (engine !== undefined) {
      const connection = parseEngine(engine)
      if (!cancels) this.afterInterruption = 'workers go on with what is queued'
      const queued = { ...request, raw: raw ?? [], connection, cancels }
      return this.watch(flags, (watcher) => runOnQueue(lake, queued, watcher))
    }
    return this.watch(flags, async (watcher) => {
      if (raw) {
        await withStdinFile(raw, watcher, (paths, stdinWatcher) =>
          runIngest(lake, { ...ingest, paths }, stdinWatcher),
        )
      }
      await runPipeline(lake, request, watcher)
    })
  }
}
