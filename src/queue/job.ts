import { createHash } from 'node:crypto'
import type { JobsOptions } from 'bullmq'
import type { FailureDetail } from '../failure.ts'
import type { PartitionInput } from '../lake/partition/manifest.ts'
import type { Execution, Outcome } from '../pipeline/executor/executor.ts'
import type { IngestNote } from '../pipeline/executor/ingest-task.ts'
import type { IngestRequest } from '../pipeline/pipeline.ts'

/** A stage's day, as data. */
export type StageJob = Omit<Execution, 'stage'> & {
  readonly kind: 'stage'
  readonly stageName: string
}

/** Raw files of the lake to ingest. */
export interface IngestJob {
  readonly kind: 'ingest'
  /** Its paths are keys below the lake. */
  readonly request: IngestRequest
}

export type QueuedJob = StageJob | IngestJob

/** What a job ends with. A failure that another attempt would not change is a result too. */
export type JobResult =
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | { readonly type: 'ingested'; readonly notes: readonly IngestNote[] }
  | { readonly type: 'failed'; readonly detail: FailureDetail }

const MAX_ATTEMPTS = 6
const FIRST_RETRY_MS = 1_000
/** Ended jobs are kept for their submitters, and for a look at them. */
const KEPT_SECONDS = 3_600

export const JOB_OPTIONS: JobsOptions = {
  attempts: MAX_ATTEMPTS,
  backoff: { type: 'exponential', delay: FIRST_RETRY_MS, jitter: 0.5 },
  removeOnComplete: { age: KEPT_SECONDS },
  removeOnFail: { age: KEPT_SECONDS },
}

/**
 * Identifies what a stage's job computes: two submitters that ask for the same share one job.
 *
 * @param inputs present inputs
 */
export function stageJobId(
  { stage, symbol, dt, resolved, isForced }: Execution,
  inputs: readonly PartitionInput[],
): string {
  const hashes = inputs.map(({ content_sha256 }) => content_sha256)
  const facts = [stage.revision, resolved.parameters, resolved.notes, hashes, isForced]
  return [stage.name.replace('/', '-'), symbol, dt, shortHash(facts)].join('_')
}

export function ingestJobId({ request }: IngestJob, sizes: readonly number[]): string {
  return `ingest_${request.paths[0]?.split('/').at(-1)}_${shortHash([request, sizes])}`
}

function shortHash(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}
