import { Flags } from '@oclif/core'
import { frameAt, isOnTerminal, playFrom, type ReplayStart } from '../cli/day-screen.ts'
import { DEMO_DATE, DEMO_SYMBOL, makeDemoDay } from '../cli/demo-day.ts'
import { PipelineCommand } from '../cli/pipeline-command.ts'
import { prose } from '../cli/prose.ts'
import { EXIT } from '../failure.ts'
import { makeTemporaryFolder, removeFolder } from '../files/temporary-folder.ts'
import { openLake } from '../lake/paths.ts'
import { checksOf, FAMILY_NAMES } from '../verify/families.ts'
import { formatReport } from '../verify/format.ts'
import { runChecks } from '../verify/run-checks.ts'

export default class Demo extends PipelineCommand {
  static override summary = 'Make a synthetic day, run the pipeline on it, verify it and play it.'
  static override description = prose`
Needs no data and no key. Ends with the replay, or with a printed frame where there is no terminal. The
lake is removed afterwards, unless --keep names a folder for it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --keep demo-lake --events 1000000',
  ]
  static override flags = {
    keep: Flags.directory({ description: 'folder to make the lake in and keep it' }),
    events: Flags.integer({ description: 'futures records of the day', default: 100_000 }),
    seed: Flags.integer({ description: 'seed of the random day', default: 1 }),
  }

  async run() {
    const { flags } = await this.parse(Demo)
    const { keep, events, seed, quiet } = flags
    const root = keep ?? (await makeTemporaryFolder('spymaster-demo-'))
    try {
      const { signal } = this
      const watch = this.watch.bind(this, { quiet, wait: 0 })
      const lake = openLake(root)
      const what = `Half an hour of ${DEMO_SYMBOL} and its options, ${DEMO_DATE}`
      this.log(`${what}, synthesized from seed ${seed}.\
`)
      const { results, moment } = await makeDemoDay(lake, { events, seed, quiet, signal, watch })
      const report = await runChecks(lake, checksOf(FAMILY_NAMES, true), { signal })
      this.log(`\n${formatReport(report).trimEnd()}`)
      if (!report.pass) process.exitCode = EXIT.checkFailed
      return { results, report, ...(await this.#play(moment, flags['no-color'])) }
    } finally {
      if (!keep) await removeFolder(root)
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
