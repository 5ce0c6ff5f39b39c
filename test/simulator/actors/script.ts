import { sleep } from '../../../src/clock.ts'
import type { Process, World } from '../world.ts'

/** How long runs wait for each other, milliseconds: one of these. */
export const LOCK_WAITS_MS = [0, 500, 5_000, 70_000]

const HOUR_MS = 3_600_000

/** Waits between two rounds: mostly not long, at times for hours. */
export function pause({ lake }: Process, { random }: World): Promise<void> {
  const most = random.chance(0.2) ? 2 * HOUR_MS : random.chance(0.5) ? 60_000 : 500
  return sleep(lake.clock, random.between(0, most))
}
