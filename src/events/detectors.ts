import { Book, type BookListener, type SideIndex } from '../book/book.ts'
import { ACTION } from '../book/codes.ts'
import { Absorptions } from './absorptions.ts'
import { isAggressor } from './aggressors.ts'
import type { EventRecords } from './event-records.ts'
import { EventRows } from './event-rows.ts'
import { Gaps } from './gaps.ts'
import { Icebergs } from './icebergs.ts'
import type { OrderChange } from './order-change.ts'
import { OrderFills } from './order-fills.ts'
import { Pulls } from './pulls.ts'
import { SideDepths } from './side-depths.ts'
import { SideTrades } from './side-trades.ts'
import { Spoofs } from './spoofs.ts'
import { StopRuns } from './stop-runs.ts'
import { SweepRuns } from './sweep-runs.ts'
import { Sweeps } from './sweeps.ts'
import { SyntheticIcebergs } from './synthetic-icebergs.ts'
import type { Thresholds } from './thresholds.ts'
import { Walls } from './walls.ts'

/** The detectors read orders, not flows. */
const NO_LISTENER: BookListener = { touch() {}, move() {}, hiddenFill() {} }

/**
 * Finds a future's microstructure events. It is given whole exchange events, in order, and judges
 * each at its end: what is known at a time depends on the events up to then alone.
 */
export class Detectors {
  readonly rows = new EventRows()
  readonly #book = new Book(NO_LISTENER)
  readonly #trades = new SideTrades()
  readonly #fills = new OrderFills()
  readonly #sweeps: Sweeps
  readonly #runs: SweepRuns
  readonly #stops: StopRuns
  readonly #icebergs: Icebergs
  readonly #synthetic: SyntheticIcebergs
  readonly #depths: SideDepths
  readonly #absorptions: Absorptions
  readonly #walls: Walls
  readonly #pulls: Pulls
  readonly #spoofs: Spoofs
  readonly #gaps: Gaps
  readonly #change: OrderChange = {
    idLow: 0,
    idHigh: 0,
    side: 0,
    slotBefore: -1,
    levelBefore: -1,
    tickBefore: Number.NaN,
    before: 0,
    slot: -1,
    level: -1,
    tick: Number.NaN,
    size: 0,
    filled: 0,
    time: 0,
  }
  readonly #isThere = (idLow: number, idHigh: number) => this.#book.orders.find(idLow, idHigh) >= 0

  constructor(thresholds: Thresholds) {
    this.#sweeps = new Sweeps(thresholds, this.rows)
    this.#runs = new SweepRuns(thresholds, this.rows)
    this.#stops = new StopRuns(thresholds, this.rows)
    this.#icebergs = new Icebergs(thresholds, this.rows)
    this.#synthetic = new SyntheticIcebergs(thresholds, this.rows)
    const { ladders } = this.#book
    this.#depths = new SideDepths(thresholds.depth_seconds, ladders)
    this.#absorptions = new Absorptions(thresholds, this.rows, ladders, this.#depths)
    this.#walls = new Walls(thresholds, this.rows, ladders, this.#depths)
    this.#pulls = new Pulls(thresholds, this.rows, ladders)
    this.#spoofs = new Spoofs(thresholds, this.rows, this.#book, this.#depths)
    this.#gaps = new Gaps(thresholds, this.rows, ladders)
  }

  /** A live event, complete. */
  push(event: EventRecords): void {
    this.advance(event.time)
    for (let record = 0; record < event.length; record++) this.#apply(event, record)
    this.#fills.clear()
    this.#icebergs.endEvent(this.#isThere)
    this.#absorptions.endEvent(event.time)
    this.#walls.endEvent(event.time)
    this.#pulls.endEvent()
    this.#spoofs.endEvent(event.time)
    this.#gaps.endEvent(event)
    if (!this.#trades.read(event)) return
    this.#sweeps.end(event)
    this.#runs.end(this.#trades, event.time)
    this.#stops.end(this.#trades, event.time)
  }

  /** Time passes without an event, up to `time`, ns from the session's start. */
  advance(time: number): void {
    // In the order of time: a level may have held long enough between two samples.
    for (;;) {
      const due = this.#pulls.due(time)
      if (Number.isNaN(due)) break
      this.#absorptions.advance(due)
      this.#pulls.sample(due)
    }
    this.#absorptions.advance(time)
    this.#depths.advance(time)
  }

  /** Records of a snapshot: orders to restore, of which none is an event. */
  restore(records: EventRecords): void {
    for (let record = 0; record < records.length; record++) {
      if (records.action[record] === ACTION.clear) this.clear()
      else if (isOrder(records.action[record])) {
        this.#applyOrder(records, record)
        const slot = this.#change.slot
        if (slot >= 0) this.#synthetic.restore(slot, this.#change.size)
      }
    }
  }

  /** The book is cleared: nothing is known of its orders any more. */
  clear(): void {
    this.#book.clear()
    this.#fills.clear()
    this.#icebergs.clear()
    this.#synthetic.clear()
    this.#absorptions.clear()
    this.#walls.clear()
    this.#pulls.clear()
    this.#spoofs.clear()
    this.#gaps.clear()
  }

  #apply(event: EventRecords, record: number): void {
    const action = event.action[record]
    if (action === ACTION.clear) this.clear()
    else if (action === ACTION.fill) this.#noteFill(event, record)
    else if (isOrder(action)) {
      this.#applyOrder(event, record)
      this.#icebergs.change(this.#change)
      this.#synthetic.change(this.#change)
      this.#absorptions.change(this.#change)
      this.#walls.change(this.#change)
      const best = this.#gaps.best(this.#change.side)
      this.#pulls.change(this.#change, best)
      this.#spoofs.change(this.#change, best)
    }
  }

  /** A fill of an aggressor's own order is the other side of its trade, and no passive fill. */
  #noteFill(event: EventRecords, record: number): void {
    for (let trade = 0; trade < event.length; trade++) {
      if (isAggressor(event, trade) && event.isSameOrder(trade, record)) return
    }
    this.#fills.add(event.idLow[record], event.idHigh[record], event.size[record])
  }

  /** Applies an A, M or C record to the book and describes it in the change. */
  #applyOrder(event: EventRecords, record: number): void {
    const change = this.#change
    const { orders, ladders } = this.#book
    const idLow = event.idLow[record]
    const idHigh = event.idHigh[record]
    const before = orders.find(idLow, idHigh)
    change.idLow = idLow
    change.idHigh = idHigh
    change.slotBefore = before
    change.levelBefore = before < 0 ? -1 : orders.level[before]
    change.tickBefore =
      before < 0 ? Number.NaN : ladders[orders.side[before]].tick[change.levelBefore]
    change.before = before < 0 ? 0 : orders.size[before]
    if (before >= 0) change.side = orders.side[before]
    change.filled = this.#fills.take(idLow, idHigh)
    change.time = event.time
    this.#applyToBook(event, record)
    // One that has left has no lots.
    const kept = before >= 0 && orders.size[before] > 0 ? before : -1
    const slot = before < 0 ? orders.find(idLow, idHigh) : kept
    change.slot = slot
    change.level = slot < 0 ? -1 : orders.level[slot]
    change.tick = slot < 0 ? Number.NaN : ladders[orders.side[slot]].tick[change.level]
    change.size = slot < 0 ? 0 : orders.size[slot]
    if (slot >= 0) change.side = orders.side[slot]
  }

  #applyToBook(event: EventRecords, record: number): void {
    const idLow = event.idLow[record]
    const idHigh = event.idHigh[record]
    const side = event.side[record] as SideIndex | -1
    const tick = event.tick[record]
    const size = event.size[record]
    if (event.action[record] === ACTION.cancel) this.#book.cancel(idLow, idHigh, size, 0)
    else if (Number.isNaN(tick)) return
    else if (event.action[record] === ACTION.modify) {
      this.#book.modify(idLow, idHigh, side, tick, size, 0)
    } else if (side >= 0) this.#book.add(idLow, idHigh, side as SideIndex, tick, size, 0)
  }
}

function isOrder(action: number): boolean {
  return action === ACTION.add || action === ACTION.modify || action === ACTION.cancel
}
