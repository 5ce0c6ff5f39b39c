import type { Random } from '../../src/synth/prng.ts'

/** How often what goes wrong: chances a store call, unless they say otherwise. */
export interface FaultRates {
  /** The system refuses a call, and nothing was done. */
  readonly refused: number
  /** A call is done, and an error is reported all the same. */
  readonly doneButFailed: number
  /** A conditional write is done, and its answer is that another was first: a retry saw the first try. */
  readonly lostAnswer: number
  /** A full disk: the share of writes that it does not take while it is full. */
  readonly full: number
  /** A process ends in the middle of a call. */
  readonly crash: number
  /** All processes end, and what was not synced may vanish. */
  readonly powerCut: number
  /** A call takes seconds, or minutes. */
  readonly slow: number
  readonly stuck: number
  /** A process stops for minutes or hours and then goes on: it was suspended. */
  readonly suspended: number
  /** A host's clock is set: jumps an hour of virtual time. */
  readonly clockJumps: number
}

export const NO_FAULTS: FaultRates = {
  refused: 0,
  doneButFailed: 0,
  lostAnswer: 0,
  full: 0,
  crash: 0,
  powerCut: 0,
  slow: 0,
  stuck: 0,
  suspended: 0,
  clockJumps: 0,
}

/** Each seed has its own mix: some faults often, some never, so that none hides another. */
export function drawRates(random: Random): FaultRates {
  const some = (most: number) => (random.chance(0.4) ? 0 : most * random.uniform())
  return {
    refused: some(0.01),
    doneButFailed: some(0.01),
    lostAnswer: some(0.05),
    full: some(0.05),
    crash: some(0.02),
    powerCut: some(0.003),
    slow: some(0.05),
    stuck: some(0.01),
    clockJumps: some(2),
    suspended: some(0.01),
  }
}

/** How long a process is suspended, milliseconds: often longer than a lease or an orphan lives. */
export function drawSuspension(random: Random): number {
  return random.chance(0.7)
    ? random.between(10_000, 300_000)
    : random.between(300_000, 3 * 3_600_000)
}

/** How long a call takes, milliseconds. */
export function drawLatency(random: Random, { slow, stuck }: FaultRates): number {
  if (random.chance(stuck)) return random.between(20_000, 120_000)
  if (random.chance(slow)) return random.between(100, 5_000)
  return random.between(0.1, 5)
}
