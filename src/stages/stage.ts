import type { PartitionInput, Quality } from '../lake/partition/manifest.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import type { RootOverrides } from '../market/roots.ts'
import type { DealerSigns } from '../options/exposures.ts'
import type { Parameters } from './parameters.ts'

/**
 * What a run was asked for by flags or configuration; what is left out stays as a partition has it,
 * or default.
 */
export interface StageOptions {
  readonly session?: string | undefined
  /**
   * Days that the session is meant for, see {@link dayKey}; all, if left out. Others, which are
   * only looked back on, keep the session that they have.
   */
  readonly sessionDays?: ReadonlySet<string> | undefined
  readonly maxRelTicks?: number | undefined
  /** `prior`, `same-day` or a date. */
  readonly calibration?: string | undefined
  /** `0dte`, a number of days like `7d`, or `all`. */
  readonly expiry?: string | undefined
  /** Of gamma, per year, continuously compounded. */
  readonly rate?: number | undefined
  /** 1 where dealers are long calls, or puts, −1 where they are short of them. */
  readonly dealerSigns?: DealerSigns | undefined
  /** Of an option's contract by the future's root, in place of the table's and the definitions'. */
  readonly multipliers?: Readonly<Record<string, number>> | undefined
  /** Rules of roots in place of the table's. */
  readonly roots?: RootOverrides | undefined
}

/** A symbol's day. */
export interface Target {
  readonly symbol: string
  readonly dt: string
}

/** "ESH6 2026-01-06" */
export function dayKey({ symbol, dt }: Target): string {
  return `${symbol} ${dt}`
}

export type { Parameters } from './parameters.ts'

/** A partition that a stage reads. */
export interface Read<D extends string = string> extends Partition<D> {
  /** Without it the stage still runs, and says so. */
  readonly optional: boolean
}

/** A stage's day, resolved: what it would be run with. */
export interface Resolved {
  readonly parameters: Parameters
  readonly reads: readonly Read[]
  /** What users of the output should know. */
  readonly notes: readonly string[]
  /** What is read in place of all that, where every one of its producers has failed. */
  readonly fallback?: Pick<Resolved, 'reads' | 'notes'> | undefined
}

export interface Progress {
  readonly done: number
  readonly total: number
  /** What is counted: "records". */
  readonly unit: string
}

/** One run of a stage, as an executor has it. */
export interface Job extends Target {
  readonly lake: Lake
  readonly parameters: Parameters
  /** The reads that are there, as they are now. */
  readonly inputs: readonly PartitionInput[]
  readonly notes: readonly string[]
  /** Makes a day of which too many records are late, instead of refusing it. */
  readonly allowLate?: boolean | undefined
  readonly report: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** What a stage has written, by dataset. */
export type StageOutput = Readonly<Record<string, { rows: number; quality: Quality }>>

/**
 * One step of the pipeline for one symbol's day: which datasets it reads and writes, and how. The
 * plan is made of these alone; a stage is made by `declareStage`.
 */
export interface Stage {
  /** Layer and noun: "silver/futures-book". */
  readonly name: string
  /** To be raised when the output changes for the same input. */
  readonly revision: number
  /** Keys of the datasets that it may read. */
  readonly reads: readonly string[]
  /** Keys of the datasets that it writes, all at once. */
  readonly writes: readonly string[]
  /**
   * Why a day has no use for the stage, where its input is optional to the whole; else undefined.
   */
  skipReason?(lake: Lake, target: Target, options: StageOptions): Promise<string | undefined>
  /**
   * Resolves parameters and reads of a day.
   *
   * @param recorded the parameters that the present output was written with, if there is one
   */
  resolve(
    lake: Lake,
    target: Target,
    options: StageOptions,
    recorded: Parameters | undefined,
  ): Promise<Resolved>
  /** Whatever it throws, nothing of it is left in the lake. */
  run(job: Job): Promise<StageOutput>
}

/** A step of the pipeline from raw files to bronze, for all symbols and days that they hold. */
export interface IngestStage {
  /** As partitions record it: "bronze/mbo". */
  readonly name: string
  /** To be raised when bronze changes for the same files. */
  readonly revision: number
  readonly reads: 'raw files'
  /** Keys of datasets. */
  readonly writes: readonly string[]
}
