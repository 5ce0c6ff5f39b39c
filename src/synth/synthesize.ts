import { join } from 'node:path'
import { clockSecond, EXCHANGE_ZONE } from '../market/exchange-clock.ts'
import { PRICE_SCALE } from '../market/price.ts'
import { parseSession, type Session } from '../market/session.ts'
import { utcDate } from '../market/time.ts'
import { DatedFiles } from './dated-files.ts'
import { OPTIONS_CHANNEL, userSpreads } from './definitions.ts'
import { Dirt } from './dirt.ts'
import { FuturesDay } from './futures-day.ts'
import { Judges } from './judges.ts'
import { MboTape } from './mbo-tape.ts'
import { type OptionContract, optionChain } from './option-chain.ts'
import { OptionQuotes, RATE } from './option-quotes.ts'
import { type ResolvedOptions, resolveOptions, type SynthOptions } from './options.ts'
import { Random } from './prng.ts'
import { ReferenceFiles } from './reference-files.ts'
import { describeEpisode, describePattern, type Truth, type TruthDay, writeTruth } from './truth.ts'

const NANOSECONDS = 1e9
/** Our own ids of the first order of each feed. */
const FIRST_FUTURES_ORDER = 6_412_777_000_000
const FIRST_OPTIONS_ORDER = 6_512_777_000_000
const ORDERS_A_DAY = 1_000_000_000
/** Standard deviation of overnight jumps, ticks. */
const OVERNIGHT_SIGMA = 16
/** The hour the exchange opens: a session that begins then has a pre-open and an auction. */
const OPENING_HOUR = 18
const SECONDS_A_DAY = 86_400

export interface SynthProgress {
  readonly date: string
  /** Seconds of the session done, and in total. */
  readonly second: number
  readonly seconds: number
  /** Records so far, of all days. */
  readonly records: number
}

export interface SynthHooks {
  /** Called about every minute of market time. */
  readonly report?: (progress: SynthProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Writes seeded trading days of a future and its options as DBN files, one per schema and UTC date,
 * and the ground truth as `truth.json`. The same options give the same bytes. Memory does not grow
 * with the number of events.
 *
 * @throws Failure `usage` for invalid options, `input` if a file cannot be written
 */
export async function synthesize(options: SynthOptions, hooks: SynthHooks = {}): Promise<Truth> {
  const resolved = resolveOptions(options)
  const synthesis = new Synthesis(resolved, hooks)
  try {
    return await synthesis.run()
  } finally {
    await synthesis.abandon()
  }
}

/** A run over all days: the files, and the tapes that fill them. */
class Synthesis {
  readonly #options: ResolvedOptions
  readonly #hooks: SynthHooks
  readonly #base: bigint
  readonly #baseSecond: number
  readonly #chains: ReadonlyMap<string, readonly OptionContract[]>
  readonly #sessions: ReadonlyMap<string, Session>
  readonly #futuresTape: MboTape
  readonly #optionsTape: MboTape
  readonly #futuresFiles: DatedFiles
  readonly #optionFiles: DatedFiles
  readonly #reference: ReferenceFiles
  readonly #judges: Judges | undefined
  /** Best bid of the future, ticks. */
  #tick: number

  constructor(options: ResolvedOptions, hooks: SynthHooks) {
    const { profile, seed, dates, session, version, price, folder, frameBytes } = options
    this.#options = options
    this.#hooks = hooks
    this.#sessions = new Map(dates.map((date) => [date, parseSession(session, date)]))
    const [first] = this.#sessions.values()
    this.#baseSecond = Math.floor(first.startSecond / SECONDS_A_DAY) * SECONDS_A_DAY
    this.#base = BigInt(this.#baseSecond) * 1_000_000_000n
    this.#chains = new Map(
      dates.map((date) => [
        date,
        optionChain({
          profile,
          seed,
          date,
          expiries: options.expiries,
          reach: options.strikeReach,
          price,
        }),
      ]),
    )
    this.#futuresTape = new MboTape(new Random(seed, 'futures tape'), version, this.#base, 0)
    this.#optionsTape = new MboTape(
      new Random(seed, 'options tape'),
      version,
      this.#base,
      OPTIONS_CHANNEL,
    )
    const files = { folder, version, frameBytes }
    this.#futuresFiles = new DatedFiles({ ...files, schema: 'mbo', qualifier: '' })
    this.#optionFiles = new DatedFiles({ ...files, schema: 'mbo', qualifier: 'options.' })
    this.#reference = new ReferenceFiles(options)
    if (options.schemas.length > 0) {
      this.#judges = new Judges({ ...options, base: this.#base })
      this.#futuresTape.listener = this.#judges
    }
    this.#tick = Math.round((price * PRICE_SCALE) / options.tickSize)
  }

  async run(): Promise<Truth> {
    const { folder, symbol, seed, version, tickSize, dates } = this.#options
    const days: TruthDay[] = []
    for (const [index, date] of dates.entries()) days.push(await this.#runDay(date, index))
    await this.#futuresFiles.close()
    await this.#optionFiles.close()
    await this.#judges?.close()
    const referenceFiles = await this.#reference.write(this.#utcDates(), this.#chains, (date) =>
      this.#optionsOf(date),
    )
    const truth = {
      symbol,
      seed,
      dbn_version: version,
      tick_size: tickSize,
      rate: RATE,
      days,
      files: [
        ...this.#futuresFiles.written,
        ...this.#optionFiles.written,
        ...referenceFiles,
        ...(this.#judges?.written ?? []),
      ],
    }
    await writeTruth(join(folder, 'truth.json'), truth)
    return truth
  }

  async abandon(): Promise<void> {
    await this.#futuresFiles.abandon()
    await this.#optionFiles.abandon()
    await this.#judges?.abandon()
  }

  async #runDay(date: string, index: number): Promise<TruthDay> {
    const { seed, tickSize, events, episodesPerHour, effect, instrumentId } = this.#options
    const { patternsPerHour } = this.#options
    const session = this.#sessionOf(date)
    const chain = this.#chains.get(date) ?? []
    const startSecond = session.startSecond - this.#baseSecond
    const endSecond = session.endSecond - this.#baseSecond
    const midnight = clockSecond(date, 0, 0, EXCHANGE_ZONE) - this.#baseSecond
    const hourAt = (second: number) => ((((second - midnight) / 3600) % 24) + 24) % 24
    const futuresBefore = this.#futuresTape.written
    const optionsBefore = this.#optionsTape.written
    const day = new FuturesDay({
      seed,
      date,
      instrument: { id: instrumentId, tickSize },
      tape: this.#futuresTape,
      events,
      startSecond,
      endSecond,
      startTick: this.#tick,
      restingSince: Math.floor(startSecond / SECONDS_A_DAY) * SECONDS_A_DAY * NANOSECONDS,
      firstOrderId: FIRST_FUTURES_ORDER + index * ORDERS_A_DAY,
      opens: hourAt(startSecond) === OPENING_HOUR,
      episodesPerHour,
      effect,
      patternsPerHour,
      hourAt,
    })
    const quotes = new OptionQuotes(
      this.#options.profile,
      chain,
      this.#optionsTape,
      new Random(seed, `${date} option quotes`),
      this.#baseSecond,
      hourAt,
      FIRST_OPTIONS_ORDER + index * ORDERS_A_DAY,
      this.#options.optionDepth,
      new Random(seed, `${date} combinations`),
    )
    const dirt = this.#options.dirt
      ? new Dirt(day, new Random(seed, `${date} dirt`), startSecond, endSecond)
      : undefined
    this.#reference.noteStart(date, day.mid)
    this.#judges?.watch(day.market.orders)
    for (let second = day.firstSecond; second < endSecond; second++) {
      await this.#enterSecond(second, day, quotes)
      dirt?.before(second)
      day.runSecond(second)
      dirt?.after(second)
      if (second >= startSecond) quotes.runSecond(second, day.mids)
      await this.#flush(false)
      if ((second - startSecond) % 60 === 0) this.#report(date, second - startSecond, session)
    }
    quotes.withdraw(endSecond * NANOSECONDS)
    await this.#flush(true)
    this.#reference.noteEnd(date, day.mid)
    const jump = new Random(seed, `${date} overnight`).normal() * OVERNIGHT_SIGMA
    this.#tick = day.market.orders.best[1] + Math.round(jump)
    return {
      date,
      session: session.name,
      start_ts_ns: String(BigInt(session.startSecond) * 1_000_000_000n),
      end_ts_ns: String(BigInt(session.endSecond) * 1_000_000_000n),
      episodes: day.episodes.planted.map((each) => describeEpisode(each, this.#base, tickSize)),
      ...(patternsPerHour > 0 && {
        patterns: day.patterns.planted.map((each) => describePattern(each, this.#base, tickSize)),
      }),
      ...this.#reference.describeChain(chain, quotes.inventory),
      dirt: dirt?.counts ?? {},
      futures_records: this.#futuresTape.written - futuresBefore,
      option_records: this.#optionsTape.written - optionsBefore,
      traded_lots: day.market.volume,
    }
  }

  /** Starts the files of the second's UTC date with snapshots of the resting orders. */
  async #enterSecond(second: number, day: FuturesDay, quotes: OptionQuotes): Promise<void> {
    const date = this.#dateOf(second)
    if (this.#futuresFiles.date === date) {
      const isFirst = second === day.firstSecond
      if (!isFirst) return
      this.#judges?.pause()
      day.writeRestart(second * NANOSECONDS)
      this.#judges?.watch(day.market.orders)
      return
    }
    await this.#flush(true)
    const midnight = Math.floor(second / SECONDS_A_DAY) * SECONDS_A_DAY
    for (const tape of [this.#futuresTape, this.#optionsTape]) {
      tape.latestReceipt = (midnight + SECONDS_A_DAY) * NANOSECONDS - 1
    }
    const { symbol, instrumentId } = this.#options
    await this.#futuresFiles.begin(date, [{ symbol, id: instrumentId }])
    await this.#judges?.begin(date, { symbol, id: instrumentId })
    day.writeSnapshot(midnight * NANOSECONDS)
    const options = this.#optionsOf(date)
    if (options.length === 0) return
    await this.#optionFiles.begin(date, [...options, ...userSpreads(options)])
    quotes.writeSnapshot(midnight * NANOSECONDS)
  }

  async #flush(all: boolean): Promise<void> {
    const pairs = [
      [this.#futuresTape, this.#futuresFiles],
      [this.#optionsTape, this.#optionFiles],
    ] as const
    for (const [tape, files] of pairs) {
      if (tape.isFull || (all && !tape.isEmpty)) {
        this.#hooks.signal?.throwIfAborted()
        files.count(await tape.flush(files.writer))
      }
    }
    await this.#judges?.flush(all)
  }

  #report(date: string, second: number, { startSecond, endSecond }: Session): void {
    const records = this.#futuresTape.written + this.#optionsTape.written
    this.#hooks.report?.({ date, second, seconds: endSecond - startSecond, records })
  }

  /** The options quoted at some time of a UTC date, of every session that touches it. */
  #optionsOf(utc: string): OptionContract[] {
    const found = new Map<number, OptionContract>()
    for (const [date, { dates }] of this.#sessions) {
      if (!dates.includes(utc)) continue
      for (const contract of this.#chains.get(date) ?? []) found.set(contract.id, contract)
    }
    return [...found.values()]
  }

  #utcDates(): string[] {
    return [...new Set([...this.#sessions.values()].flatMap(({ dates }) => dates))].sort()
  }

  #sessionOf(date: string): Session {
    const session = this.#sessions.get(date)
    if (!session) throw new Error(`${date} is no date of this run`)
    return session
  }

  #dateOf(second: number): string {
    return utcDate(this.#base + BigInt(second) * 1_000_000_000n) as string
  }
}
