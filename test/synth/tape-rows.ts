import { Market } from '../../src/synth/market.ts'
import { MboTape } from '../../src/synth/mbo-tape.ts'
import { Random } from '../../src/synth/prng.ts'
import { RestingOrders } from '../../src/synth/resting-orders.ts'
import type { Table } from '../../src/table/table.ts'

export const ORIGIN = 27_600
const FIRST_ID = 100
const TICK_SIZE = 250_000_000

/** A market without orders, and what it writes. */
export function emptyMarket() {
  const tape = new MboTape(new Random(1, 'tape'), 3, 1_767_657_600_000_000_000n, 0)
  const market = new Market(
    { id: 1, tickSize: TICK_SIZE },
    new RestingOrders(ORIGIN, FIRST_ID),
    tape,
  )
  return { tape, market, orders: market.orders }
}

/** A record in short: action, side, order (100 is 0), ticks from the origin × lots, `.` where F_LAST. */
export async function rows(tape: MboTape): Promise<string[]> {
  let written: string[] = []
  await tape.flush({
    write: async (_layout, table) => {
      written = describe(table)
    },
  })
  return written
}

function describe(table: Table): string[] {
  const letters = (name: string, row: number) =>
    String.fromCharCode(table.column(name, 'char')[row])
  return Array.from({ length: table.length }, (_, row) => {
    const id = Number(table.column('order_id', 'uint64')[row])
    const tick = Number(table.column('price', 'int64')[row]) / TICK_SIZE - ORIGIN
    const size = table.column('size', 'uint32')[row]
    const last = table.column('flags', 'uint8')[row] & 128 ? '.' : ''
    const order = id === 0 ? '-' : String(id - FIRST_ID)
    return `${letters('action', row)}${letters('side', row)} #${order} ${tick}×${size}${last}`
  })
}
