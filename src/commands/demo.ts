import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { type DayMoment, frameAt, isOnTerminal, playFrom } from '../cli/day-screen.ts'
import { PipelineCommand } from '../cli/pipeline-command.ts'
import { prose } from '../cli/prose.ts'
import { SynthView } from '../cli/synth-view.ts'
import { EXIT } from '../failure.ts'
import { openLake } from '../lake/paths.ts'
import { runIngest, runPipeline } from '../stages/pipeline.ts'
import { synthesize } from '../synth/synthesize.ts'
import type { Truth } from '../synth/truth.ts'
import { checksOf, FAMILY_NAMES } from '../verify/families.ts'
import { formatReport } from '../verify/format.ts'
import { runChecks } from '../verify/run-checks.ts'

const SYMBOL = 'ESH6'
const DATE = '2026-01-06'
/** Half an hour of it, and the options that expire that day: enough to see, and soon made. */
const DAY = { symbol: SYMBOL, date: DATE, session: '09:30-10:00', expiries: [0], strikeReach: 80 }
/** Seconds before a planted vacuum that the replay begins at. */
const LEAD = 20

interface DemoFlags {
  readonly events: number
  readonly seed: number
  readonly quiet: boolean
  readonly 'no-color': boolean
}

export default class Demo extends PipelineCommand {
  static override summary = 'See it work: a synthetic day, through the pipeline, verified, played.'
  static override description =
    prose`Needs no data and no key. Opens the replay in the end, or prints a frame of it where there is no
terminal. The lake it makes is removed afterwards, unless --keep names a folder for it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --keep demo-lake --events 1000000',
  ]
  static override flags = {
    keep: Flags.directory({ description: 'folder to make the lake in, and to leave it' }),
    events: Flags.integer({ description: 'futures records of the day', default: 100_000 }),
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

  async #show(root: string, flags: DemoFlags) {
    const { signal } = this
    const lake = openLake(root)
    const raw = await mkdtemp(join(tmpdir(), 'spymaster-demo-raw-'))
    try {
      const { events, seed, quiet } = flags
      this.log(`Half an hour of ${SYMBOL} and its options, ${DATE}, made up from seed ${seed}.\n`)
      const view = new SynthView(quiet)
      const wanted = { ...DAY, folder: raw, events, seed }
      const truth = await synthesize(wanted, { report: view.report, signal }).finally(() =>
        view.end(),
      )
      const { results } = await this.watch({ quiet, wait: 0 }, async (watcher) => {
        const choice = { symbol: SYMBOL, dates: { kind: 'list', dates: [DATE] } } as const
        const once = { ...choice, overwrite: false }
        await runIngest(lake, { ...once, paths: [raw], allowTruncated: false }, watcher)
        const request = { ...once, options: {}, layer: 'all', workers: 1 } as const
        await runPipeline(lake, request, watcher)
      })
      const report = await runChecks(lake, checksOf(FAMILY_NAMES, true), { signal })
      this.log(`\n${formatReport(report).trimEnd()}`)
      if (!report.pass) process.exitCode = EXIT.checkFailed
      const moment = { lake, symbol: SYMBOL, dt: DATE, second: secondOfVacuum(truth) }
      return { results, report, ...(await this.#play(moment, flags)) }
    } finally {
      await rm(raw, { recursive: true, force: true })
    }
  }

  async #play(moment: DayMoment, flags: DemoFlags): Promise<{ frame?: string }> {
    if (!this.jsonEnabled() && isOnTerminal()) {
      const start = { ...moment, second: moment.second - LEAD }
      const end = await playFrom(start, flags['no-color'], this.signal)
      if (end === 'interrupted') this.exit(EXIT.interrupted)
      return {}
    }
    const frame = await frameAt(moment)
    this.log(`\n${frame.trimEnd()}`)
    return { frame }
  }
}

/** When the first planted vacuum has done its work, Unix seconds. */
function secondOfVacuum({ days: [day] }: Truth): number {
  const vacuum = day.episodes.find(({ kind }) => kind === 'vacuum')
  const time = BigInt(vacuum?.end_ts_ns ?? day.start_ts_ns)
  return Number(time / 1_000_000_000n) + 1
}
