import { mboRecords } from '../book/mbo-records.ts'
import { loadContract } from '../contracts/load.ts'
import type { DbnItem, RecordBatch } from '../dbn/decoder.ts'
import { Symbology } from '../dbn/symbology.ts'
import { Engine, type EngineInput } from '../engine/engine.ts'
import { UNDEF_TIME, type UnixSecond, utcDate } from '../market/time.ts'
import { optionRecords } from '../options/option-records.ts'
import type { Second } from '../seconds/second.ts'
import type { Closed, Gap } from '../stages/recording-journal.ts'
import { Table } from '../table/table.ts'
import { appendRecords } from './contract-rows.ts'
import { ReceivedSoFar } from './received-so-far.ts'

/** What the gateway itself says in its stream. */
export interface Notice {
  readonly kind: 'system' | 'error'
  readonly code: number
  readonly text: string
  /** When it was sent, nanoseconds since the Unix epoch. */
  readonly time: bigint
}

export interface FeedOptions {
  /** The contract whose seconds are made. */
  readonly symbol: string
  /**
   * What the engine starts with, asked for once: when the first order has come.
   *
   * @param time of the market then, nanoseconds since the Unix epoch
   */
  readonly open: (time: bigint) => Promise<Omit<EngineInput, 'onSecond'>>
  /** Told each second as it closes; good until the next call. */
  readonly onSecond: (second: Second, engine: Engine) => void
  readonly onClosed: (closed: Closed) => void
  readonly onNotice: (notice: Notice) => void
  /** Told new orders of the future and of its options, before they are applied. */
  readonly onOrders: (orders: Table) => void
  /** Told when new statistics were received, nanoseconds since the Unix epoch. */
  readonly onStatistics: (received: bigint) => void
}

/**
 * A session's records in, its seconds out, over any number of connections: symbols are resolved,
 * what a replay sends again is dropped, and the future's orders go to the engine. It does no I/O and
 * knows no clock, so that a recording with its stored closes gives the same seconds again.
 */
export class LiveFeed {
  readonly #options: FeedOptions
  readonly #orders = new ReceivedSoFar()
  readonly #statistics = new ReceivedSoFar()
  /** Statistics that came before the first order. */
  readonly #early = new Table(loadContract('bronze/statistics'), 0)
  #symbology = new Symbology()
  #engine: Engine | undefined
  #records = 0
  #closing: Closed['by'] = 'record'
  /** The latest time that the gateway has named. */
  #gatewayTime = 0n
  /** By instrument id, of the UTC date under way: is it the future's? All others are its options. */
  readonly #isFuture = new Map<number, boolean>()
  #date = ''

  constructor(options: FeedOptions) {
    this.#options = options
  }

  /** Records of the connection under way, of all kinds. */
  get records(): number {
    return this.#records
  }

  /** Records that came again and were dropped. */
  get duplicates(): number {
    return this.#orders.duplicates + this.#statistics.duplicates
  }

  /** From when the next connection must be replayed; undefined where nothing has come to go on from. */
  get resumeFrom(): bigint | undefined {
    return this.#orders.resumeFrom
  }

  /** Undefined before the first order. */
  get engine(): Engine | undefined {
    return this.#engine
  }

  /**
   * A connection begins.
   *
   * @param resumes it replays what the one before may have missed; otherwise it begins anew
   */
  begin(resumes: boolean): void {
    this.#records = 0
    this.#symbology = new Symbology()
    this.#isFuture.clear()
    for (const received of [this.#orders, this.#statistics]) {
      if (resumes) received.resume()
      else received.restart()
    }
  }

  /** Takes in what comes next; its tables may be used again once this resolves. */
  async take(item: DbnItem): Promise<void> {
    if (item.type === 'metadata') {
      this.#symbology.addMetadata(item.metadata)
      return
    }
    if (item.type === 'records') await this.#takeBatch(item)
    this.#records += item.type === 'records' ? item.table.length : 1
  }

  /**
   * The clock has come to a second: closes those that end by then.
   *
   * @returns false where some are left to close: call again later
   */
  closeUntil(second: UnixSecond): boolean {
    this.#closing = 'clock'
    const isWhole = this.#engine?.advanceTo(second) ?? true
    this.#closing = 'record'
    return isWhole
  }

  /** Records are missing before those that come next. */
  addGap({ from, to, reason }: Gap): void {
    this.#engine?.addGap({ from: BigInt(from), to: BigInt(to), reason })
  }

  /** The session is over. */
  end(): void {
    this.#engine?.end()
  }

  async #takeBatch(batch: RecordBatch): Promise<void> {
    const { layout, table } = batch
    if (layout.kind === 'symbol_mapping') {
      this.#symbology.addRecords(batch)
      this.#isFuture.clear()
      this.#noteTime(table)
    } else if (layout.kind === 'system' || layout.kind === 'error') {
      this.#noteTime(table)
      this.#tellNotices(layout.kind, table)
    } else if (layout.kind === 'mbo') {
      for (const { from, to } of this.#orders.fresh(table)) {
        for (const { isFuture, rows } of this.#runs(table.rows(from, to))) {
          await this.#open(rows)
          this.#options.onOrders(rows)
          if (isFuture) this.#engine?.push(mboRecords(rows))
          else this.#engine?.pushOptions(optionRecords(rows))
        }
      }
    } else if (layout.kind === 'statistics') {
      for (const { from, to } of this.#statistics.fresh(table)) {
        this.#applyStatistics({ ...batch, table: table.rows(from, to) })
        this.#options.onStatistics(table.column('ts_recv', 'int64')[to - 1])
      }
    }
  }

  /** Those that come before the engine is there wait for it. */
  #applyStatistics(batch: RecordBatch): void {
    appendRecords(batch, this.#early)
    this.#pushEarly()
  }

  #pushEarly(): void {
    if (!this.#engine || this.#early.length === 0) return
    this.#engine.pushStatistics(this.#early)
    this.#early.clear()
  }

  /** Makes the engine with the first orders. */
  async #open(orders: Table): Promise<void> {
    if (this.#engine) return
    const { open, onClosed, onSecond } = this.#options
    const received = orders.column('ts_recv', 'int64')[0]
    const isKnown = received !== UNDEF_TIME && received > this.#gatewayTime
    const input = await open(isKnown ? received : this.#gatewayTime)
    const engine: Engine = new Engine({
      ...input,
      onSecond: (second) => {
        const { endSecond } = second
        const by = this.#closing
        onClosed({ type: 'closed', second: endSecond, after: this.#records, by })
        onSecond(second, engine)
      },
    })
    this.#engine = engine
    this.#pushEarly()
  }

  /** Rows of the future and of its options, in turn; mostly one run. */
  *#runs(table: Table): Generator<{ readonly isFuture: boolean; readonly rows: Table }> {
    const ids = table.column('instrument_id', 'uint32')
    const received = table.column('ts_recv', 'int64')
    let from = 0
    while (from < table.length) {
      const isFuture = this.#isOfFuture(ids[from], received[from])
      let to = from + 1
      while (
        to < table.length &&
        (ids[to] === ids[to - 1] || this.#isOfFuture(ids[to], received[to]) === isFuture)
      )
        to++
      yield { isFuture, rows: from === 0 && to === table.length ? table : table.rows(from, to) }
      from = to
    }
  }

  #isOfFuture(id: number, received: bigint): boolean {
    const time = received === UNDEF_TIME ? this.#gatewayTime : received
    const date = utcDate(time) ?? this.#date
    if (date !== this.#date) {
      this.#date = date
      this.#isFuture.clear()
    }
    let isFuture = this.#isFuture.get(id)
    if (isFuture === undefined) {
      isFuture = this.#symbology.symbolOf(date, id) === this.#options.symbol
      this.#isFuture.set(id, isFuture)
    }
    return isFuture
  }

  #noteTime(table: Table): void {
    for (const time of table.column('ts_event', 'int64').subarray(0, table.length)) {
      if (time > this.#gatewayTime) this.#gatewayTime = time
    }
  }

  #tellNotices(kind: Notice['kind'], table: Table): void {
    const texts = table.column(kind === 'system' ? 'msg' : 'err', 'text')
    const codes = table.column('code', 'uint8')
    const times = table.column('ts_event', 'int64')
    for (let row = 0; row < table.length; row++) {
      this.#options.onNotice({ kind, code: codes[row], text: texts[row], time: times[row] })
    }
  }
}
