import type { FaultPlan } from '../../../src/gateway/faults.ts'
import type { From } from '../../../src/live/session.ts'
import type { Random } from '../../../src/synth/prng.ts'

/** What goes wrong in one life, and how the session is begun. */
export interface LiveLife {
  readonly from: From
  readonly speed: number | 'max'
  readonly gateway: FaultPlan
  /** Chance that a piece waits before the client reads it, and the longest wait. */
  readonly slowReads: { readonly chance: number; readonly maxMs: number }
  /** Chance that the gateway is not reached. */
  readonly refused: number
  /** Milliseconds from one jump of the machine's clock to the next; undefined for none. */
  readonly clockJumpMs: number | undefined
}

/** Each seed has its own mix: some faults often, some never, so that none hides another. */
export function drawLife(random: Random): LiveLife {
  const pick = <T>(values: readonly T[]) => values[random.below(values.length)]
  const sometimes = (low: number, high: number) =>
    random.chance(0.4) ? undefined : random.between(low, high)
  const every = {
    cut: sometimes(2, 15),
    late: sometimes(3, 20),
    slow: sometimes(5, 30),
  }
  return {
    from: pick(['snapshot', 'snapshot', 'replay', 'now'] as const),
    speed: pick(['max', 'max', 1, 5, 20] as const),
    gateway: {
      every: Object.fromEntries(Object.entries(every).filter(([, mean]) => mean !== undefined)),
      split: random.chance(0.5),
      error8: random.chance(0.25),
    },
    slowReads: { chance: sometimes(0, 0.2) ?? 0, maxMs: random.between(1, 3000) },
    refused: sometimes(0, 0.3) ?? 0,
    clockJumpMs: sometimes(2000, 20_000),
  }
}
