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
  /** Interest rate for gamma, per year, continuously compounded. */
  readonly rate?: number | undefined
  /** 1 if dealers are long calls, or puts, −1 if short. */
  readonly dealerSigns?: DealerSigns | undefined
  /** Chance that the aggressor of an option trade is the customer, 0 to 1. */
  readonly customerAggressor?: number | undefined
  /** Option multipliers by root; override the table and the definitions. */
  readonly multipliers?: Readonly<Record<string, number>> | undefined
  /** Rules by root; override the table. */
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
  /** The stage runs without it, and adds a note. */
  readonly optional: boolean
}

/** A resolved stage day: its parameters and inputs. */
export interface Resolved {
  readonly parameters: Parameters
  readonly reads: readonly Read[]
  /** What users of the output should know. */
  readonly notes: readonly string[]
  /** Inputs to use if the producers of all others have failed. */
  readonly fallback?: Pick<Resolved, 'reads' | 'notes'> | undefined
}

export interface Progress {
  readonly done: number
  readonly total: number
  /** Unit of the counts: "records". */
  readonly unit: string
}

/** One run of a stage. */
export interface Job extends Target {
  readonly lake: Lake
  readonly parameters: Parameters
  /** Existing inputs with their present content. */
  readonly inputs: readonly PartitionInput[]
  readonly notes: readonly string[]
  /** Makes a day of which too many records are late, instead of refusing it. */
  readonly allowLate?: boolean | undefined
  readonly report: (progress: Progress) => void
  readonly signal: AbortSignal
}

/** Rows and quality counts that a stage has written, by dataset. */
export type StageOutput = Readonly<Record<string, { rows: number; quality: Quality }>>

/**
 * One step of the pipeline for one symbol's day: which datasets it reads and writes, and how.
 * Created by `declareStage`.
 */
export interface Stage {
  /** Layer and noun: "silver/futures-book". */
  readonly name: string
  /** Increment when the output changes for the same input. */
  readonly revision: number
  /** Keys of the datasets that it may read. */
  readonly reads: readonly string[]
  /** Keys of the datasets that it writes, committed together. */
  readonly writes: readonly string[]
  /** Whether the stage is meant for such a day at all; it is left out of others without a word. */
  appliesTo?(lake: Lake, target: Target, options: StageOptions): Promise<boolean>
  /**
   * Why the stage cannot be run for a day, for example one without options; undefined if it can.
   * The user is told.
   */
  skipReason?(lake: Lake, target: Target, options: StageOptions): Promise<string | undefined>
  /**
   * Resolves parameters and reads of a day.
   *
   * @param recorded parameters of the present output, if there is one
   */
  resolve(
    lake: Lake,
    target: Target,
    options: StageOptions,
    recorded: Parameters | undefined,
  ): Promise<Resolved>
  /** Runs the stage. Leaves nothing in the lake if it throws. */
  run(job: Job): Promise<StageOutput>
}

/** A step of the pipeline from raw files to bronze, for all their symbols and days. */
export interface IngestStage {
  /** Its name in manifests: "bronze/mbo". */
  readonly name: string
  /** Increment when bronze changes for the same files. */
  readonly revision: number
  readonly reads: 'raw files'
  /** Keys of datasets. */
  readonly writes: readonly string[]
}
