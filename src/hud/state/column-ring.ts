import { ASKS, BIDS, type HeatColumn } from '../../player/heat-column.ts'
import { strikeGap } from '../../player/strike-gap.ts'

/** Columns kept: a power of two, and the minimum texture size that WebGL2 guarantees. */
export const RING_COLUMNS = 2048
/** Ticks kept per column: a power of two that grows on demand up to a maximum. */
const MIN_ROWS = 128
const MAX_ROWS = 1024
/** Strike positions kept per column: GEX has 25 strikes, not always equally spaced. */
export const RING_STRIKES = 128

/** Numbers per texel. */
export const TEXEL = 4
/** Components of a texel of `standing`. */
export const STANDING = { asks: 0, bids: 1, vacuum: 2, pulling: 3 } as const
/** Components of a texel of `flows`: both sides summed, trades by aggressor. */
export const FLOWS = { added: 0, pulled: 1, bought: 2, sold: 3 } as const
/** Values of a column in `facts`, two integer texels. */
export const FACTS_TEXELS = 2
export const FACTS = {
  number: 0,
  spot: 1,
  firstTick: 2,
  ticks: 3,
  /** {@link STATE} */
  state: 4,
  strikes: 5,
  /** Bits of float32s: the lowest strike and the strike step, in ticks. */
  firstStrike: 6,
  strikeStep: 7,
} as const

/** Whether a column's seconds are valid, or in a gap of the recording. */
export const STATE = { invalid: 0, valid: 1, missing: 2 } as const

const FACTS_LENGTH = FACTS_TEXELS * TEXEL
/** Column number of an empty slot. */
const EMPTY_SLOT = -1

/**
 * A ring of the newest columns of one width as texels, one texture row per column. Column n is in
 * slot n modulo the ring, tick t in row t modulo the rows, so nothing moves when time or spot does.
 * Written slots are marked for upload.
 *
 * Numbers are float32, exact to 16.7 million lots, for colours only. Exact values are in the {@link
 * HeatColumn}.
 */
export class ColumnRing {
  /** Rows of a column. */
  rows = MIN_ROWS
  /** {@link STANDING} of each cell. */
  standing = new Float32Array(RING_COLUMNS * MIN_ROWS * TEXEL)
  /** {@link FLOWS} of each cell. */
  flows = new Float32Array(RING_COLUMNS * MIN_ROWS * TEXEL)
  /** {@link FACTS} of each column. */
  readonly facts = new Int32Array(RING_COLUMNS * FACTS_LENGTH)
  /** Exposure by strike position of each column; 0 between strikes. */
  readonly gex = new Float32Array(RING_COLUMNS * RING_STRIKES)
  /** Increments when the arrays are replaced and everything must be uploaded. */
  generation = 0

  /** Range of offsets with trades in each slot's column; empty where from > to. */
  readonly tradedFrom = new Int32Array(RING_COLUMNS)
  readonly tradedTo = new Int32Array(RING_COLUMNS)

  readonly #factsFloat = new Float32Array(this.facts.buffer)
  readonly #columns: (HeatColumn | undefined)[] = new Array(RING_COLUMNS).fill(undefined)
  /** 1 where a slot must be uploaded. */
  readonly #isDirty = new Uint8Array(RING_COLUMNS)
  #dirtyFrom = RING_COLUMNS
  #dirtyTo = 0

  constructor() {
    this.clear()
  }

  /** Empties the ring, for another column width or day. */
  clear(): void {
    this.#columns.fill(undefined)
    for (let slot = 0; slot < RING_COLUMNS; slot++) {
      this.facts[slot * FACTS_LENGTH + FACTS.number] = EMPTY_SLOT
    }
    this.generation++
  }

  /** A column, if its slot holds it. */
  column(number: number): HeatColumn | undefined {
    const slot = slotOf(number)
    return this.facts[slot * FACTS_LENGTH + FACTS.number] === number
      ? this.#columns[slot]
      : undefined
  }

  /** Writes a column to its slot. */
  write(number: number, column: HeatColumn): void {
    this.#growRows(column.ticks)
    const slot = slotOf(number)
    this.#columns[slot] = column
    this.#writeFacts(slot, number, column)
    this.#writeCells(slot, column)
    this.#markDirty(slot)
  }

  /**
   * Empties the slot of a column that is not loaded, so that an older one is not shown for it.
   *
   * @returns whether the slot held a column
   */
  clearColumn(number: number): boolean {
    const slot = slotOf(number)
    const at = slot * FACTS_LENGTH + FACTS.number
    if (this.facts[at] === EMPTY_SLOT) return false
    this.facts[at] = EMPTY_SLOT
    this.#columns[slot] = undefined
    this.#markDirty(slot)
    return true
  }

  /** Passes on each run of slots written since the last call. */
  drain(send: (slot: number, count: number) => void): void {
    for (let slot = this.#dirtyFrom; slot < this.#dirtyTo; slot++) {
      if (this.#isDirty[slot] === 0) continue
      const first = slot
      while (slot < this.#dirtyTo && this.#isDirty[slot] === 1) this.#isDirty[slot++] = 0
      send(first, slot - first)
    }
    this.#dirtyFrom = RING_COLUMNS
    this.#dirtyTo = 0
  }

  #markDirty(slot: number): void {
    this.#isDirty[slot] = 1
    if (slot < this.#dirtyFrom) this.#dirtyFrom = slot
    if (slot >= this.#dirtyTo) this.#dirtyTo = slot + 1
  }

  #writeFacts(slot: number, number: number, column: HeatColumn): void {
    const { strike } = column
    const at = slot * FACTS_LENGTH
    const { facts } = this
    const ticks = Math.min(column.ticks, this.rows)
    facts[at + FACTS.number] = number
    facts[at + FACTS.spot] = column.spot
    facts[at + FACTS.firstTick] = firstKept(column, ticks)
    facts[at + FACTS.ticks] = ticks
    facts[at + FACTS.state] = stateOf(column)
    const step = strikeGap(strike)
    const placeOf = (row: number) => Math.round((strike[row] - strike[0]) / step)
    const places = strike.length === 0 ? 0 : placeOf(strike.length - 1) + 1
    facts[at + FACTS.strikes] = Math.min(places, RING_STRIKES)
    this.#factsFloat[at + FACTS.firstStrike] = strike[0] ?? 0
    this.#factsFloat[at + FACTS.strikeStep] = step
    const gex = this.gex.subarray(slot * RING_STRIKES, (slot + 1) * RING_STRIKES)
    gex.fill(0)
    for (let row = 0; row < strike.length && placeOf(row) < RING_STRIKES; row++)
      gex[placeOf(row)] = column.gex[row]
  }

  #writeCells(slot: number, column: HeatColumn): void {
    const { firstTick, ticks, depth, vacuum, pulling, add, pull, fill, hidden } = column
    const { standing, flows, rows } = this
    const base = slot * rows * TEXEL
    standing.fill(0, base, base + rows * TEXEL)
    flows.fill(0, base, base + rows * TEXEL)
    const kept = Math.min(ticks, rows)
    const skipped = firstKept(column, kept) - firstTick
    let [tradedFrom, tradedTo] = [skipped + kept, -1]
    for (let offset = skipped; offset < skipped + kept; offset++) {
      const at = base + ((firstTick + offset) & (rows - 1)) * TEXEL
      const ask = ASKS * ticks + offset
      const bid = BIDS * ticks + offset
      standing[at + STANDING.asks] = depth[ask]
      standing[at + STANDING.bids] = depth[bid]
      standing[at + STANDING.vacuum] = Math.max(vacuum[ask], vacuum[bid])
      standing[at + STANDING.pulling] = Math.max(pulling[ask], pulling[bid])
      flows[at + FLOWS.added] = add[ask] + add[bid]
      flows[at + FLOWS.pulled] = pull[ask] + pull[bid]
      flows[at + FLOWS.bought] = fill[ask] + hidden[ask]
      flows[at + FLOWS.sold] = fill[bid] + hidden[bid]
      if (flows[at + FLOWS.bought] + flows[at + FLOWS.sold] === 0) continue
      if (tradedTo < 0) tradedFrom = offset
      tradedTo = offset
    }
    this.tradedFrom[slot] = tradedFrom
    this.tradedTo[slot] = tradedTo
  }

  /** Grows the rows if a column spans more ticks, and rewrites all cells. */
  #growRows(ticks: number): void {
    let { rows } = this
    while (rows < ticks && rows < MAX_ROWS) rows *= 2
    if (rows === this.rows) return
    this.rows = rows
    this.standing = new Float32Array(RING_COLUMNS * rows * TEXEL)
    this.flows = new Float32Array(RING_COLUMNS * rows * TEXEL)
    for (const [slot, column] of this.#columns.entries()) {
      if (column) this.#writeCells(slot, column)
    }
    this.generation++
  }
}

function stateOf({ isValid, isMissing }: HeatColumn): number {
  if (isMissing) return STATE.missing
  return isValid ? STATE.valid : STATE.invalid
}

/** The slot of a column. */
export function slotOf(number: number): number {
  return number & (RING_COLUMNS - 1)
}

/** First tick kept of a column with too many ticks: those around its last spot. */
function firstKept({ firstTick, ticks, spot }: HeatColumn, kept: number): number {
  const centred = spot - (kept >> 1)
  return Math.min(Math.max(centred, firstTick), firstTick + ticks - kept)
}
