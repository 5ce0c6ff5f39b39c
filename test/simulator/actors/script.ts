import { sleep } from '../../../src/clock.ts'
import type { Process, World } from '../world.ts'

/** The days of the simulated lake: each looks back on the one before. */
export const DATES = ['2026-01-06', '2026-01-07', '2026-01-08']

const HOUR_MS = 3_600_000

/** Waits between two rounds: mostly not long, at times for hours. */
export function pause({ lake }: Process, { random }: World): Promise<void> {
  const most = random.chance(0.2) ? 2 * HOUR_MS : random.chance(0.5) ? 60_000 : 500
  return sleep(lake.clock, random.between(0, most))
}
