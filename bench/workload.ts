import type { Day } from './day.ts'

/** What there is to work on: a future's day, and on demand how much of the rest. */
export interface Load extends Day {
  /** Records of the option day. */
  readonly options?: number | undefined
  /** Clients of the stream. */
  readonly clients?: number | undefined
}

/** One timed piece of work, and beside it the reference that was timed in the same round. */
export interface Lap {
  readonly name: string
  readonly items: number
  /** What the items are: "records". */
  readonly unit: string
  readonly seconds: number
  readonly reference: string
  readonly referenceSeconds: number
  /** What is asked of it on a whole day: "≤ 2 ×". */
  readonly asked?: string
}

/**
 * Something to measure. Every round does all the work once, and the references in turn with it, so
 * that a machine that is slow for a while is slow for both.
 */
export interface Workload {
  readonly name: string
  /** What the process's peak memory is of, where it is not of the work alone. */
  readonly holds?: string
  /** Rounds that are not counted, for the compiler; none where the first run is what a user sees. */
  readonly warmUps: number
  /** Each round in a process of its own, as a command would run. */
  readonly startsAnew: boolean
  prepare(load: Load): Promise<Rounds>
}

export interface Rounds {
  round(): Promise<Lap[]>
  close(): Promise<void>
}

/** Seconds that some work took, and what it gave. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ seconds: number; value: T }> {
  const started = performance.now()
  const value = await work()
  return { seconds: (performance.now() - started) / 1000, value }
}
