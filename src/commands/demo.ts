import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { PipelineCommand } from '../cli/pipeline-command.ts'
import { SynthView } from '../cli/synth-view.ts'
import { EXIT } from '../failure.ts'
import { openLake } from '../lake/paths.ts'
import { runIngest, runPipeline } from '../stages/pipeline.ts'
import { synthesize } from '../synth/synthesize.ts'
import { checksOf, FAMILY_NAMES } from '../verify/families.ts'
import { formatReport } from '../verify/format.ts'
import { runChecks } from '../verify/run-checks.ts'

const SYMBOL = 'ESH6'
const DATE = '2026-01-06'

export default class Demo extends PipelineCommand {
  static override summary = 'See it work: a synthetic day, through the pipeline, verified.'
  static override description =
    'Needs no data and no key. The lake it makes is removed afterwards, unless --keep names a folder for it.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --keep demo-lake --events 1000000',
  ]
  static override flags = {
    keep: Flags.directory({ description: 'folder to make the lake in, and to leave it' }),
    events: Flags.integer({ description: 'futures records of the day', default: 150_000 }),
    seed: Flags.integer({ description: 'another seed makes another day', default: 1 }),
  }

  async run() {
    const { flags } = await this.parse(Demo)
    const root = flags.keep ?? (await mkdtemp(join(tmpdir(), 'spymaster-demo-')))
    try {
      return await this.#show(root, flags)
    } finally {
      if (!flags.keep) await rm(root, { recursive: true, force: true })
    }
  }

  async #show(root: string, flags: { events: number; seed: number; quiet: boolean }) {
    const { signal } = this
    const lake = openLake(root)
    const raw = await mkdtemp(join(tmpdir(), 'spymaster-demo-raw-'))
    try {
      const view = new SynthView(flags.quiet)
      const { events, seed } = flags
      const day = { folder: raw, symbol: SYMBOL, date: DATE, events, seed, session: '09:30-10:30' }
      this.log(`A synthetic hour of ${SYMBOL}, ${DATE}, made from seed ${seed}.\n`)
      await synthesize(day, { report: view.report, signal }).finally(() => view.end())
      const { results } = await this.watch({ quiet: flags.quiet, wait: 0 }, async (watcher) => {
        const choice = { symbol: SYMBOL, dates: { kind: 'list', dates: [DATE] } } as const
        const once = { ...choice, overwrite: false }
        await runIngest(lake, { ...once, paths: [raw], allowTruncated: false }, watcher)
        const request = { ...once, options: {}, layer: 'all', workers: 1 } as const
        await runPipeline(lake, request, watcher)
      })
      const report = await runChecks(lake, checksOf(FAMILY_NAMES, true), { signal })
      this.log(`\n${formatReport(report).trimEnd()}`)
      if (!report.pass) process.exitCode = EXIT.checkFailed
      return { results, report }
    } finally {
      await rm(raw, { recursive: true, force: true })
    }
  }
}
