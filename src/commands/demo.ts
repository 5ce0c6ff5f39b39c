import { Flags } from '@oclif/core'
import { frameAt, isOnTerminal, playFrom, type ReplayStart } from '../cli/day-screen.ts'
import { DEMO_DATE, DEMO_SYMBOL, type DemoRequest, makeDemoDay } from '../cli/demo-day.ts'
import { DEMO_KEY, LIVE_DATE, LIVE_SESSION, startLiveDemo } from '../cli/demo-live.ts'
import { PipelineCommand } from '../cli/pipeline-command.ts'
import { prose } from '../cli/prose.ts'
import { EXIT } from '../failure.ts'
import { makeTemporaryFolder, removeFolder } from '../files/temporary-folder.ts'
import type { RunningGateway } from '../gateway/gateway.ts'
import { type Lake, openLake } from '../lake/paths.ts'
import { parseSession } from '../market/session.ts'
import { checksOf, FAMILY_NAMES } from '../verify/families.ts'
import { formatReport } from '../verify/format.ts'
import { type Report, runChecks } from '../verify/run-checks.ts'

export default class Demo extends PipelineCommand {
  static override summary = 'Make a synthetic day, run the pipeline on it, verify it and play it.'
  static override description = prose`
Needs no data and no key. Ends with the replay, or with a printed frame where there is no terminal. With
--live the day comes from a gateway of its own, is followed live and served to the browser. The
lake is removed afterwards, unless --keep names a folder for it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --live',
    '<%= config.bin %> <%= command.id %> --keep demo-lake --events 1000000',
  ]
  static override flags = {
    keep: Flags.directory({ description: 'folder to make the lake in and keep it' }),
    events: Flags.integer({ description: 'futures records of the day', default: 100_000 }),
    seed: Flags.integer({ description: 'seed of the random day', default: 1 }),
    verbose: Flags.boolean({ char: 'v', description: 'a line for each check' }),
    live: Flags.boolean({
      description: 'follow the day live, from a gateway, after two earlier days',
    }),
  }

  async run() {
    const { flags } = await this.parse(Demo)
    const { keep, events, seed, quiet } = flags
    const root = keep ?? (await makeTemporaryFolder('spymaster-demo-'))
    try {
      const { signal } = this
      const watch = this.watch.bind(this, { quiet, wait: 0 })
      const lake = openLake(root)
      if (flags.live) return await this.#live(lake, { events, seed, quiet, signal, watch })
      const what = `Half an hour of ${DEMO_SYMBOL} and its options, ${DEMO_DATE}`
      this.log(`${what}, synthesized from seed ${seed}.\
`)
      const { results, moment } = await makeDemoDay(lake, { events, seed, quiet, signal, watch })
      const started = performance.now()
      const report = await runChecks(lake, checksOf(FAMILY_NAMES, true), { signal })
      this.#logChecks(report, performance.now() - started, flags.verbose)
      if (!report.pass) process.exitCode = EXIT.checkFailed
      const played = await this.#play(moment, flags['no-color'])
      this.log(`\n${nextSteps(keep)}`)
      return { results, report, ...played }
    } finally {
      if (!keep) await removeFolder(root)
    }
  }

  /** The checks in a line; all of them where one failed or the user wants to see them. */
  #logChecks(report: Report, durationMs: number, isVerbose: boolean): void {
    const { checks, pass } = report
    const seconds = (durationMs / 1000).toFixed(0)
    if (!pass || isVerbose) this.log(`\n${formatReport(report).trimEnd()}`)
    if (pass) this.log(`\n${checks.length} checks passed in ${seconds} s`)
  }

  /** Two earlier days, then a gateway that plays a third, which the live command follows. */
  async #live(lake: Lake, request: DemoRequest): Promise<object> {
    const speed = isOnTerminal() ? 2 : 20
    const folder = await makeTemporaryFolder('spymaster-demo-raw-')
    const { version } = this.config
    let gateway: RunningGateway | undefined
    try {
      this.log(`Three synthetic days of ${DEMO_SYMBOL} and its options; the third comes live.\n`)
      const made = await startLiveDemo(lake, { ...request, folder, speed, version })
      gateway = made.gateway
      this.log(`\n${LIVE_DATE} comes from 127.0.0.1:${gateway.port}, ${speed} times as fast.`)
      process.env.DATABENTO_API_KEY = DEMO_KEY
      const address = ['--gateway', `127.0.0.1:${gateway.port}`, '--session', LIVE_SESSION]
      const serving = ['--serve', '--port', '0', '--lake', lake.root]
      await this.config.runCommand('live', ['--symbol', 'ES', '--options', ...address, ...serving])
      const { symbol, dt } = { symbol: DEMO_SYMBOL, dt: LIVE_DATE }
      const second = parseSession(LIVE_SESSION, LIVE_DATE).endSecond
      return { results: made.results, ...(await this.#play({ lake, symbol, dt, second }, false)) }
    } finally {
      await gateway?.close()
      await removeFolder(folder)
    }
  }

  async #play(moment: ReplayStart, noColor: boolean): Promise<{ frame?: string }> {
    if (!this.jsonEnabled() && isOnTerminal()) {
      if ((await playFrom(moment, noColor, this.signal)) === 'interrupted') {
        this.exit(EXIT.interrupted)
      }
      return {}
    }
    const frame = await frameAt(moment)
    this.log(`\n${frame.trimEnd()}`)
    return { frame }
  }
}

/** What to try next, with a lake that was kept or without one. */
function nextSteps(keep: string | undefined): string {
  if (keep === undefined) {
    return [
      'The lake of this demo has been removed. Keep the next one, and look into it:',
      '  spymaster demo --keep demo-lake',
      '  spymaster serve --lake demo-lake',
      'Your own files: spymaster pipeline run --raw FILES --symbol ES',
    ].join('\n')
  }
  const day = `--lake ${keep} --symbol ${DEMO_SYMBOL} --dt ${DEMO_DATE}`
  return [
    `The lake is in ${keep}. Try next:`,
    `  spymaster serve --lake ${keep}`,
    `  spymaster tui replay ${day} --at 09:35:00`,
    `  spymaster render ${day} --at 09:35 --span 10m --out day.svg`,
    'Your own files: spymaster pipeline run --raw FILES --symbol ES',
  ].join('\n')
}
