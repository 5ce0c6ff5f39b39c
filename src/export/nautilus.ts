import { join } from 'node:path'
import { ACTION, UNDEF_SIZE } from '../book/codes.ts'
import { StagedFile } from '../files/staged-file.ts'
import { type ForeignCell, type ForeignColumn, ForeignFile } from '../lake/parquet/foreign-file.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { ASK, BID } from '../market/side.ts'
import { words } from '../table/table.ts'
import type { ExportOrders } from './hftbacktest.ts'
import { OrderTimes } from './order-times.ts'
import { RemainingLots } from './remaining-lots.ts'

/** NautilusTrader's fixed-point numbers: 128 bits, 16 decimals. */
const FIXED_BYTES = 16
const PER_LOT = 10n ** 16n
const PER_PRICE_UNIT = 10n ** 7n
const BOOK = { add: 1, update: 2, delete: 3, clear: 4 } as const
const AGGRESSOR = { none: 0, buyer: 1, seller: 2 } as const
const VENUE = 'GLBX'

const DELTAS: readonly ForeignColumn[] = [
  { name: 'action', kind: 'uint8' },
  { name: 'side', kind: 'uint8' },
  { name: 'price', kind: 'fixed' },
  { name: 'size', kind: 'fixed' },
  { name: 'order_id', kind: 'uint64' },
  { name: 'flags', kind: 'uint8' },
  { name: 'sequence', kind: 'uint64' },
  { name: 'ts_event', kind: 'uint64' },
  { name: 'ts_init', kind: 'uint64' },
]
const TRADES: readonly ForeignColumn[] = [
  { name: 'price', kind: 'fixed' },
  { name: 'size', kind: 'fixed' },
  { name: 'aggressor_side', kind: 'uint8' },
  { name: 'trade_id', kind: 'text' },
  { name: 'ts_event', kind: 'uint64' },
  { name: 'ts_init', kind: 'uint64' },
]

/** Rows of one of the catalog's files, and the times that name it. */
class CatalogFile {
  rows = 0
  #first = 0n
  #last = 0n
  readonly #columns: readonly ForeignColumn[]
  readonly #staged: StagedFile
  readonly #file: ForeignFile
  #cells: ForeignCell[][]

  constructor(folder: string, columns: readonly ForeignColumn[], metadata: Metadata) {
    this.#columns = columns
    this.#staged = new StagedFile(folder)
    this.#file = new ForeignFile(this.#staged.path, columns, metadata)
    this.#cells = columns.map(() => [])
  }

  /** @param cells in the order of the columns; the last is ts_init */
  push(cells: readonly ForeignCell[], received: bigint): void {
    if (this.rows++ === 0) this.#first = received
    this.#last = received
    for (const [column, cell] of cells.entries()) this.#cells[column].push(cell)
  }

  /** Writes the rows that have come as a row group. */
  async flush(): Promise<void> {
    if (this.#cells[0].length === 0) return
    await this.#file.append(this.#cells)
    this.#cells = this.#columns.map(() => [])
  }

  /** Gives the file the name that the catalog finds it by; none without a row. */
  async close(): Promise<void> {
    await this.#file.close()
    if (this.rows === 0) this.abandon()
    else this.#staged.publish(`${stamp(this.#first)}_${stamp(this.#last)}.parquet`)
  }

  abandon(): void {
    this.#staged.abandon()
  }
}

type Metadata = readonly { readonly key: string; readonly value: string }[]

/** What was written. */
export interface NautilusCounts {
  readonly deltas: number
  readonly trades: number
}

/**
 * Orders as a NautilusTrader Parquet catalog: `order_book_delta` and `trade_tick` of SYMBOL.GLBX. A
 * delta says what an order is from then on: a cancel of some of its lots is an update. Fills are
 * the trades' other side, and left out.
 *
 * @param folder of the catalog
 * @param decimals of the prices
 */
export async function writeNautilus(
  folder: string,
  symbol: string,
  decimals: number,
  tables: AsyncIterable<ExportOrders>,
): Promise<NautilusCounts> {
  const instrument = `${symbol}.${VENUE}`
  const metadata = [
    { key: 'instrument_id', value: instrument },
    { key: 'price_precision', value: `${decimals}` },
    { key: 'size_precision', value: '0' },
  ]
  const open = (kind: string, columns: readonly ForeignColumn[]) =>
    new CatalogFile(join(folder, 'data', kind, instrument), columns, metadata)
  const deltas = open('order_book_delta', DELTAS)
  const trades = open('trade_tick', TRADES)
  const writer = new CatalogRows(deltas, trades)
  try {
    for await (const table of tables) {
      writer.append(table)
      await deltas.flush()
      await trades.flush()
    }
    await deltas.close()
    await trades.close()
  } catch (error) {
    deltas.abandon()
    trades.abandon()
    throw error
  }
  return { deltas: deltas.rows, trades: trades.rows }
}

class CatalogRows {
  readonly #deltas: CatalogFile
  readonly #trades: CatalogFile
  readonly #times = new OrderTimes()
  readonly #lots = new RemainingLots()

  constructor(deltas: CatalogFile, trades: CatalogFile) {
    this.#deltas = deltas
    this.#trades = trades
  }

  append(table: ExportOrders): void {
    const { columns, length } = table
    const ids = words(columns.order_id)
    for (let row = 0; row < length; row++) {
      const action = columns.action[row]
      const size = columns.size[row]
      this.#times.next(columns.ts_event[row], columns.ts_recv[row], columns.flags[row])
      if (size === UNDEF_SIZE) continue
      if (action === ACTION.trade) this.#trade(table, row)
      else if (action === ACTION.clear) this.#clear(table, row)
      else if (action === ACTION.add || action === ACTION.modify || action === ACTION.cancel) {
        this.#change(table, row, ids[2 * row], ids[2 * row + 1])
      }
    }
  }

  #trade({ columns }: ExportOrders, row: number): void {
    const price = columns.price[row]
    if (price === UNDEF_PRICE) return
    const side = columns.side[row]
    const { none, buyer, seller } = AGGRESSOR
    const aggressor = side === BID ? buyer : side === ASK ? seller : none
    const amounts = [fixedOf(price * PER_PRICE_UNIT), fixedOf(BigInt(columns.size[row]) * PER_LOT)]
    const id = `${columns.sequence[row]}`
    this.#trades.push([...amounts, aggressor, id, ...this.#both], this.#times.received)
  }

  #clear({ columns }: ExportOrders, row: number): void {
    this.#lots.clear()
    const order = [BOOK.clear, 0, fixedOf(0n), fixedOf(0n), 0n]
    this.#push(order, columns.flags[row], columns.sequence[row])
  }

  #change({ columns }: ExportOrders, row: number, idLow: number, idHigh: number): void {
    const letter = columns.side[row]
    const price = columns.price[row]
    const action = columns.action[row]
    const isKnown = this.#lots.has(idLow, idHigh)
    const isPlaced = (letter === ASK || letter === BID) && price !== UNDEF_PRICE
    // An order needs a place; one that leaves has had it.
    if (!isPlaced && !(action === ACTION.cancel && isKnown)) return
    const left = this.#lots.apply(action, idLow, idHigh, columns.size[row])
    if (Number.isNaN(left) || (left === 0 && !isKnown)) return
    const now = left === 0 ? BOOK.delete : isKnown ? BOOK.update : BOOK.add
    const at = price === UNDEF_PRICE ? 0n : price * PER_PRICE_UNIT
    const lots = BigInt(left === 0 ? columns.size[row] : left) * PER_LOT
    const side = letter === BID ? 1 : letter === ASK ? 2 : 0
    const order = [now, side, fixedOf(at), fixedOf(lots), columns.order_id[row]]
    this.#push(order, columns.flags[row], columns.sequence[row])
  }

  #push(order: readonly ForeignCell[], flags: number, sequence: number): void {
    const cells = [...order, flags, BigInt(sequence), ...this.#both]
    this.#deltas.push(cells, this.#times.received)
  }

  /** ts_event and ts_init. */
  get #both(): readonly [bigint, bigint] {
    return [this.#times.happened, this.#times.received]
  }
}

/** Little-endian, two's complement. */
function fixedOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(FIXED_BYTES)
  const view = new DataView(bytes.buffer)
  view.setBigInt64(0, BigInt.asIntN(64, value), true)
  view.setBigInt64(8, value >> 64n, true)
  return bytes
}

/** "2026-01-06T14-30-00-000000001Z", as the catalog names its files. */
function stamp(time: bigint): string {
  const second = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  const nanoseconds = String(time % 1_000_000_000n).padStart(9, '0')
  return `${second.replaceAll(':', '-')}-${nanoseconds}Z`
}
