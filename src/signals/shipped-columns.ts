import type { Contract } from '../contracts/contract.ts'
import { loadContract } from '../contracts/load.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { type SignalColumns, signalColumns } from './columns.ts'

let shipped: SignalColumns | undefined

/** The columns of the contracts that ship with the program; read once. */
export function shippedColumns(): SignalColumns {
  shipped ??= signalColumns(
    new Map<SurfaceName, Contract>([
      ['snap', loadContract('silver/book_snapshot_1s')],
      ['radar', loadContract('silver/radar_vacuum_1s')],
      ['physics', loadContract('silver/physics_bands_1s')],
      ['gex_levels', loadContract('silver/gex_levels_1s')],
      ['levels', loadContract('silver/session_levels_1s')],
      ['hedge_pressure', loadContract('silver/hedge_pressure_1s')],
    ]),
    [loadContract('silver/events')],
  )
  return shipped
}
