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

export default class Synth extends BaseCommand {
  static override summary =
    'Make a seeded market as real DBN files: a future, its options, and what was planted.'
  static override description =
    prose`The same flags give the same bytes. truth.json beside the files says what was planted: vacuum
episodes and their look-alikes, the smile that options are quoted from, open interest, counts.
--report reads the future back through the book and prints what was measured against the range that
real ES order flow lies in, and how many of the planted vacuums are found.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --out day --events 100000 --session 09:30-10:30 --report',
    '<%= config.bin %> <%= command.id %> --out crude --root CL --date 2020-04-20 --price -5',
    '<%= config.bin %> <%= command.id %> --out week --days 5 --events 8000000 --session globex',
  ]
  static override flags = {
    out: Flags.directory({ description: 'folder to write into', default: 'synthetic' }),
    date: Flags.string({ description: 'first trading date', default: '2026-01-06' }),
    days: Flags.integer({ description: 'trading days; prices carry on', default: 1 }),
    root: Flags.option({
      description: 'whose market: prices, ticks, strikes and volatility; flow in ticks as of ES',
      options: SYNTH_ROOTS,
    })(),
    symbol: Flags.string({ description: "the future; ESH6, or another root's front contract" }),
    events: Flags.integer({ description: 'futures records a day', default: 1_000_000 }),
    session: Flags.string({ description: 'rth, globex or HH:MM-HH:MM[@zone]', default: 'rth' }),
    price: decimalFlag({
      description: 'of the future at the start, points; 6900 of ES; at 0 or below without options',
    }),
    expiries: Flags.integer({
      description: 'trading days to each expiry of options, 0 the same day',
      multiple: true,
      delimiter: ',',
      default: [0, 3],
    }),
    strikes: decimalFlag({
      description: 'points that strikes reach either side of the price; 120 of ES',
    }),
    seed: Flags.integer({ description: 'any whole number', default: 1 }),
    'dbn-version': Flags.option({ description: 'of the files', options: ['1', '3'] as const })({
      default: '1',
    }),
    options: Flags.boolean({ description: 'quote options too', default: true, allowNo: true }),
    schemas: Flags.option({
      description:
        'write the future in these schemas too, as judges of a book made from its orders',
      options: JUDGE_SCHEMA_NAMES,
      multiple: true,
      delimiter: ',',
    })(),
    dirt: Flags.boolean({ description: 'damage the feed: unknown ids, a gap, late records' }),
    report: Flags.boolean({ description: 'measure what was made against real order flow' }),
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
