import type { MboRecords } from '../src/book/mbo-records.ts'
import { loadContract } from '../src/contracts/load.ts'
import { Engine } from '../src/engine/engine.ts'
import { regularOpen } from '../src/market/regular-open.ts'
import { parseSession } from '../src/market/session.ts'
import type { WallNorms } from '../src/surfaces/calibration-norms.ts'
import { MAX_REL_TICKS } from './columns.ts'
import { DATE } from './day.ts'
import { TICK_SIZE } from './order-flow.ts'

const NORM = { q05: 0.1, q95: 1 }
const NORMS: WallNorms = {
  p1_pull_add_log: NORM,
  p2_pull_intensity: NORM,
  p3_erosion: NORM,
  p4_pull_acceleration: NORM,
  wall_strength_log: NORM,
}

/**
 * Runs the engine over a future's records: every surface of every second in one pass.
 *
 * @returns how many records there were
 */
export function runEngine(batches: Iterable<MboRecords>): number {
  const unknown = Number.NaN
  const engine = new Engine({
    contracts: {
      snap: loadContract('silver/book_snapshot_1s'),
      wall: loadContract('silver/wall_surface_1s'),
      vacuum: loadContract('silver/vacuum_surface_1s'),
      radar: loadContract('silver/radar_vacuum_1s'),
      physics: loadContract('silver/physics_bands_1s'),
      gex: loadContract('silver/gex_surface_1s'),
      gex_levels: loadContract('silver/gex_levels_1s'),
      levels: loadContract('silver/session_levels_1s'),
      gaps: loadContract('silver/gaps'),
      hedge_profile: loadContract('silver/hedge_profile_1s'),
      hedge_pressure: loadContract('silver/hedge_pressure_1s'),
      dealer_flow: loadContract('silver/dealer_flow_1s'),
      greeks_surface: loadContract('silver/greeks_surface_1s'),
      charm_clock: loadContract('silver/charm_clock_1s'),
      volume_gex: loadContract('silver/volume_gex_1s'),
      smile: loadContract('silver/smile_1s'),
      option_liquidity: loadContract('silver/option_liquidity_1s'),
      events: loadContract('silver/events'),
    },
    session: parseSession('file', DATE),
    tickSize: TICK_SIZE,
    maxRelTicks: MAX_REL_TICKS,
    norms: NORMS,
    open: regularOpen('09:30-16:00@America/New_York', 15, DATE),
    outside: { priorHigh: unknown, priorLow: unknown, priorClose: unknown, settlements: [] },
    onSecond: () => {},
  })
  for (const batch of batches) engine.push(batch)
  engine.end()
  return engine.quality.records
}
