import { Failure } from '../failure.ts'
import { Random } from '../synth/prng.ts'

/** Recurring faults and their default mean interval, seconds of the day. */
const DEFAULT_EVERY_S = { cut: 30, late: 20, slow: 60 } as const
type Recurring = keyof typeof DEFAULT_EVERY_S

const RECURRING = Object.keys(DEFAULT_EVERY_S) as readonly Recurring[]
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 }
const NS_PER_SECOND = 1e9

/** How long a stream is held up, milliseconds. */
const HOLD_MS = { min: 200, max: 2000 }
/** Pieces that bytes are sent in, where they are split. */
const PIECE_BYTES = { min: 7, max: 4096, smallChance: 0.25 }

/** Faults from the command line. */
export interface FaultPlan {
  /** Seconds of the day from one to the next, in the mean. */
  readonly every: Readonly<Partial<Record<Recurring, number>>>
  readonly split: boolean
  readonly error8: boolean
}

export const NO_FAULTS: FaultPlan = { every: {}, split: false, error8: false }

/**
 * Reads "cut:30s,split,late,slow,error8".
 *
 * @throws Failure `usage`
 */
export function parseFaults(text: string): FaultPlan {
  const every: Partial<Record<Recurring, number>> = {}
  let [split, error8] = [false, false]
  for (const word of text.split(',').map((each) => each.trim())) {
    const [name, duration] = word.split(':')
    const recurring = RECURRING.find((each) => each === name)
    if (recurring) every[recurring] = parseEvery(word, duration) ?? DEFAULT_EVERY_S[recurring]
    else if (word === 'split') split = true
    else if (word === 'error8') error8 = true
    else throw unknownFault(word)
  }
  return { every, split, error8 }
}

function parseEvery(word: string, duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration)
  const seconds = match ? Number(match[1]) * UNITS[match[2]] : 0
  if (seconds <= 0) throw unknownFault(word)
  return seconds
}

function unknownFault(word: string): Failure {
  return new Failure({
    code: 'usage',
    what: 'there is no such fault',
    where: '--faults',
    expected: 'cut:30s, split, late:20s, slow:60s, error8, with commas between them',
    found: word,
  })
}

/**
 * Schedules the faults of one session from a seed and the time of the day, so that a run can be
 * repeated.
 */
export class SessionFaults {
  readonly plan: FaultPlan
  readonly #random: Random
  readonly #due: Partial<Record<Recurring, bigint>> = {}

  /** @param session sessions of one seed have faults of their own */
  constructor(plan: FaultPlan, seed: number, session: number) {
    this.plan = plan
    this.#random = new Random(seed, `gateway session ${session}`)
  }

  /** Starts the faults when the session goes live. */
  begin(now: bigint): void {
    for (const fault of RECURRING) this.#schedule(fault, now)
  }

  /** When a fault comes next; undefined for never. */
  due(fault: Recurring): bigint | undefined {
    return this.#due[fault]
  }

  /** Whether a fault is due; if so, schedules the next one. */
  comes(fault: Recurring, time: bigint): boolean {
    const due = this.#due[fault]
    if (due === undefined || time < due) return false
    this.#schedule(fault, time)
    return true
  }

  /** How many of the last bytes before a cut are still sent: a record is cut in its middle. */
  keptOf(bytes: number): number {
    return bytes === 0 ? 0 : this.#random.below(bytes)
  }

  /** How long the stream is held up, milliseconds. */
  holdMs(): number {
    return this.#random.between(HOLD_MS.min, HOLD_MS.max)
  }

  /** The pieces that bytes are sent in. */
  *pieces(bytes: Uint8Array): Generator<Uint8Array> {
    if (!this.plan.split) {
      yield bytes
      return
    }
    for (let at = 0; at < bytes.length; ) {
      const { min, max, smallChance } = PIECE_BYTES
      const limit = this.#random.chance(smallChance) ? min : max
      const length = 1 + this.#random.below(limit)
      yield bytes.subarray(at, at + length)
      at += length
    }
  }

  /** Between a half and one and a half of the mean after the last. */
  #schedule(fault: Recurring, now: bigint): void {
    const mean = this.plan.every[fault]
    if (mean === undefined) return
    const seconds = mean * this.#random.between(0.5, 1.5)
    this.#due[fault] = now + BigInt(Math.ceil(seconds * NS_PER_SECOND))
  }
}
