import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { bytes } from '../cli/columns.ts'
import { assertWritable, writeOutput } from '../cli/output-file.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { feesFlag, horizonFlag } from '../cli/study-flags.ts'
import { feesInTicks, readSessions } from '../cli/study-sessions.ts'
import { formatStudy, studyJson } from '../cli/study-view.ts'
import { resolveSetting } from '../config/resolve-setting.ts'
import { SETTINGS } from '../config/settings.ts'
import { parseDates } from '../market/dates.ts'
import { findTargets } from '../pipeline/targets.ts'
import { namedSignals, signalOf } from '../signals/named-signals.ts'
import { enterStudy } from '../study/ledger.ts'
import { type StudyQuestion, study } from '../study/study.ts'

export default class Study extends BaseCommand {
  static override summary = 'Test whether a signal predicts the price, and whether it would pay.'
  static override description =
    prose`A signal is a condition over the columns of a second, or a name from signals: in the configuration:
docs/research.md has the language. Moves of the mid after the signal rises are compared with moves at
other times of the same session and hour, with intervals that allow for moments of one half hour being
alike, and with random draws. Fewer than 5 sessions give no verdict. Trades enter at the ask and leave at
the bid of the first second that ends after the latency. p-values are adjusted for all questions of a call
(Holm), and every call is entered into the lake, whose total is printed: the more is tried, the more is
found by chance.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --signal "ofi > q(ofi, 0.95)" --side long --days 2026-01-06:2026-01-12 --horizon 60s',
    '<%= config.bin %> <%= command.id %> --signal "f7_vacuum_total_log > 1 and spot > prev(spot, 60)" --side long --side short --horizon 10s,60s,5m --out study.png',
  ]
  static override flags = {
    signal: Flags.string({
      description: 'condition, or the name of one; may be given several times',
      required: true,
      multiple: true,
    }),
    side: Flags.option({
      description: 'which way the price should move; may be given twice',
      options: ['long', 'short'] as const,
      multiple: true,
      default: ['long'],
    })(),
    symbol: Flags.string({
      description: 'contract (ESH6), or root (ES) for the front contract of each date',
    }),
    days: Flags.string({
      description: 'trading dates: 2026-01-06, a list A,B or a range A:B; default: all',
    }),
    horizon: horizonFlag({
      description: 'time in which the price should move: 60s, 5m; several as 10s,60s',
      multiple: true,
      delimiter: ',',
      default: [60],
      defaultHelp: async () => '60s',
    }),
    latency: Flags.integer({
      description: 'milliseconds from the end of a second until an order is in the market',
      default: 100,
      min: 0,
      max: 60_000,
    }),
    fees: feesFlag({
      description: "of a round trip of one contract, in the contract's currency",
      default: 4.5,
    }),
    seed: Flags.integer({ description: 'seed of the random draws', default: 1 }),
    multiplier: settingFlags.multiplier,
    roots: settingFlags.roots,
    out: Flags.string({ description: 'draw the intervals into this PNG file' }),
    overwrite: Flags.boolean({ description: 'replace the file' }),
    theme: settingFlags.theme,
  }

  async run() {
    const { flags } = await this.parse(Study)
    const { out, overwrite, theme, seed, latency: latencyMs } = flags
    if (out !== undefined) await assertWritable('--out', out, overwrite)
    const signals = await this.#signals([...new Set(flags.signal)])
    const lake = await this.openLake(flags)
    const dates = flags.days === undefined ? undefined : parseDates(flags.days)
    const { targets } = await findTargets(lake, { symbol: flags.symbol, dates })
    const sessions = await readSessions(
      lake,
      targets,
      signals.map(({ signal }) => signal),
      () => this.signal.throwIfAborted(),
    )
    const { multiplier: multipliers, roots } = flags
    // One that is given twice is one question.
    const sides = [...new Set(flags.side)]
    const horizons = [...new Set(flags.horizon)]
    const [{ tickPoints }] = sessions[0]
    const feesTicks = await feesInTicks(lake, targets[0], flags.fees, tickPoints, {
      multipliers,
      roots,
    })
    const questions = signals.flatMap(({ name, signal }, index) =>
      sides.flatMap((side) =>
        horizons.map(
          (horizonSeconds): StudyQuestion => ({
            signal: name ?? signal.text,
            sessions: sessions[index],
            side,
            horizonSeconds,
          }),
        ),
      ),
    )
    const costs = { latencyMs, feesTicks }
    const results = study(questions, { ...costs, seed })
    const studies = results.map((result, index) => studyJson(result, questions[index].sessions))
    const asked = {
      days: targets.map(({ symbol, dt }) => `${symbol} ${dt}`),
      signals: signals.map(({ name, signal }) => ({ name, text: signal.text })),
      ...costs,
      fees: flags.fees,
      seed,
    }
    const tried = await enterStudy(lake, { ...asked, studies }, results.length)
    this.log(formatStudy(results))
    this.log(`\nTried over this lake so far: tests ${tried.tests}, calls of study ${tried.calls}.`)
    if (out !== undefined) {
      const { studySvg } = await import('../chart/study-chart.ts')
      const { chartPng } = await import('../chart/chart-png.ts')
      const picture = await chartPng(studySvg(results, theme))
      await writeOutput(out, picture)
      this.log(`${out}: ${bytes(picture.byteLength)}`)
    }
    return { ...asked, studies, tried, ...(out !== undefined && { out: resolve(out) }) }
  }

  /** The signals asked for, by name or as they are written. */
  async #signals(texts: readonly string[]) {
    const setting = resolveSetting(SETTINGS.signals, process.env, await this.configuration())
    const { value } = setting
    const named = namedSignals(isTexts(value) ? value : {})
    return texts.map((text) => signalOf(text, named))
  }
}

/** Whether a setting's value is texts by name. */
function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((text) => typeof text === 'string')
  )
}
