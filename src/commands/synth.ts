import { Errors, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { prose } from '../cli/prose.ts'
import {
  formatTruth,
  makeSynthetic,
  measureDays,
  plantedIn,
  synthOptionsFrom,
} from '../cli/synth-day.ts'
import { formatDayMeasures } from '../cli/synth-measures.ts'
import { EXIT } from '../failure.ts'
import type { VacuumEffect } from '../synth/episode-plan.ts'
import { JUDGE_SCHEMA_NAMES } from '../synth/judges.ts'
import { resolveOptions } from '../synth/options.ts'
import { SYNTH_ROOTS } from '../synth/profile.ts'

/** A decimal number. */
const decimalFlag = Flags.custom<number>({
  parse: async (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (Number.isFinite(value)) return value
    throw new Errors.CLIError(`Expected a number but received: ${text}`, { exit: EXIT.usage })
  },
})

/** "none", or ticks. */
const effectFlag = Flags.custom<VacuumEffect>({
  parse: async (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (text === 'none' || Number.isFinite(value)) return text === 'none' ? text : value
    throw new Errors.CLIError(`Expected none or a number of ticks but received: ${text}`, {
      exit: EXIT.usage,
    })
  },
})

export default class Synth extends BaseCommand {
  static override summary =
    'Make a seeded synthetic market as DBN files: a future, its options, and the ground truth.'
  static override description =
    prose`The same flags give the same bytes. truth.json beside the files holds the ground truth: planted vacuum
episodes and look-alikes, the volatility smile of the options, open interest, counts. --report replays
the future through the book and prints its measures against the ranges of real ES order flow, and how
many of the planted vacuums are detected.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --out day --events 100000 --session 09:30-10:30 --report',
    '<%= config.bin %> <%= command.id %> --out crude --root CL --date 2020-04-20 --price -5',
    '<%= config.bin %> <%= command.id %> --out week --days 5 --events 8000000 --session globex',
  ]
  static override flags = {
    out: Flags.directory({ description: 'folder to write into', default: 'synthetic' }),
    date: Flags.string({ description: 'first trading date', default: '2026-01-06' }),
    days: Flags.integer({
      description: 'trading days; prices continue from day to day',
      default: 1,
    }),
    root: Flags.option({
      description:
        'root that gives prices, ticks, strikes and volatility; order flow in ticks is that of ES',
      options: SYNTH_ROOTS,
    })(),
    symbol: Flags.string({
      description: 'the future; default: ESH6, or the front contract of --root',
    }),
    events: Flags.integer({ description: 'futures records a day', default: 1_000_000 }),
    session: Flags.string({ description: 'rth, globex or HH:MM-HH:MM[@zone]', default: 'rth' }),
    price: decimalFlag({
      description:
        'price of the future at the start, points; 6900 for ES; no options at 0 or below',
    }),
    expiries: Flags.integer({
      description: 'trading days to each expiry of options; 0 is the same day',
      multiple: true,
      delimiter: ',',
      default: [0, 3],
    }),
    strikes: decimalFlag({
      description: 'points that strikes extend on either side of the price; 120 for ES',
    }),
    vacuums: Flags.integer({ description: 'vacuums an hour, and as many look-alikes', default: 3 }),
    effect: effectFlag({
      description:
        'what follows a vacuum: none, a sweep of either side as often; a number, a sweep through it by so many ticks on average; default: half are swept through',
    }),
    patterns: Flags.integer({
      description:
        'events of each kind of the table events an hour, and as many near-misses; truth.json lists them',
      default: 0,
    }),
    seed: Flags.integer({ description: 'random seed, any whole number', default: 1 }),
    'dbn-version': Flags.option({
      description: 'DBN version of the files',
      options: ['1', '3'] as const,
    })({
      default: '1',
    }),
    options: Flags.boolean({ description: 'quote options too', default: true, allowNo: true }),
    schemas: Flags.option({
      description:
        'write the future in these schemas too, to verify the order book against (verify book)',
      options: JUDGE_SCHEMA_NAMES,
      multiple: true,
      delimiter: ',',
    })(),
    dirt: Flags.boolean({ description: 'damage the feed: unknown ids, a gap, late records' }),
    report: Flags.boolean({ description: 'measure the result against real order flow' }),
  }

  async run() {
    const { flags } = await this.parse(Synth)
    const { out: folder, quiet, report } = flags
    const options = synthOptionsFrom(flags)
    const { withoutOptions } = resolveOptions(options)
    if (withoutOptions !== undefined) this.logToStderr(withoutOptions)
    const truth = await makeSynthetic(options, { quiet, signal: this.signal })
    this.log(formatTruth(folder, truth))
    const measures = report ? await measureDays(folder, truth) : []
    for (const day of measures) this.log(`\n${formatDayMeasures(day)}`)
    return { folder, files: truth.files, planted: plantedIn(truth), measures }
  }
}
