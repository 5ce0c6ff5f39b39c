import type { Job, Worker } from 'bullmq'
import { type Clock, systemClock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { asFailure, isSystemError } from '../lake/store/file-failure.ts'
import { inChildProcess, ingestInChild } from '../pipeline/executor/child.ts'
import { STAGES } from '../stages/stages.ts'
import { type Connection, cancelChannel, queueName } from './connection.ts'
import type { JobResult, QueuedJob } from './job.ts'

/** A worker that has not renewed its lock on a job for so long is dead: the job goes to another. */
const LOCK_MS = 15_000
const STALLED_CHECK_MS = 5_000
/** Workers may die several times over one job before it is given up. */
const MAX_STALLS = 20
const MIN_PROGRESS_MS = 1_000

/** What a worker does, for display. */
export type WorkerEvent =
  | { readonly type: 'start'; readonly id: string }
  | { readonly type: 'done'; readonly id: string; readonly result: JobResult }
  | { readonly type: 'retried'; readonly id: string; readonly failure: Failure }

export interface WorkerOptions {
  readonly connection: Connection
  /** Jobs at a time, each in a process of its own. */
  readonly concurrency: number
  readonly report: (event: WorkerEvent) => void
  readonly signal: AbortSignal
  /** End when no job has been waiting for so long, milliseconds; never if left out. */
  readonly idleMs?: number | undefined
  readonly clock?: Clock
}

/**
 * Takes jobs of a lake's queue until it is told to stop. Stages run in child processes: this one
 * renews the locks of its jobs, however busy they are.
 */
export async function runWorker(lake: Lake, options: WorkerOptions): Promise<void> {
  const { connection, concurrency, report, signal, idleMs, clock = systemClock } = options
  const { Worker } = await import('bullmq')
  const { Redis } = await import('ioredis')
  const name = queueName(lake.root)
  const worker: Worker<QueuedJob, JobResult> = new Worker(
    name,
    (job: Job<QueuedJob, JobResult>, _token?: string, cancelled?: AbortSignal) =>
      work(lake, job, report, AbortSignal.any([signal, ...(cancelled ? [cancelled] : [])])),
    {
      connection: { ...connection, maxRetriesPerRequest: null },
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLS,
    },
  )
  worker.on('error', () => {}) // connections are restored
  const cancels = new Redis({ ...connection, maxRetriesPerRequest: null })
  cancels.on('error', () => {})
  cancels.on('message', (_channel, ids) => {
    for (const id of JSON.parse(ids) as string[]) worker.cancelJob(id, 'cancelled by its submitter')
  })
  void cancels.subscribe(cancelChannel(name)).catch(() => {})
  try {
    await ended(worker, clock, signal, idleMs)
  } finally {
    await worker.close()
    cancels.disconnect()
  }
}

/** Resolves when the worker is to stop. */
function ended(
  worker: Worker,
  clock: Clock,
  signal: AbortSignal,
  idleMs: number | undefined,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve())
  if (signal.aborted) resolve()
  if (idleMs !== undefined) {
    let timer = clock.timeout(idleMs, resolve)
    worker.on('active', () => timer.cancel())
    worker.on('drained', () => {
      timer.cancel()
      timer = clock.timeout(idleMs, resolve)
    })
  }
  return promise
}

async function work(
  lake: Lake,
  job: Job<QueuedJob, JobResult>,
  report: (event: WorkerEvent) => void,
  signal: AbortSignal,
): Promise<JobResult> {
  const id = job.id ?? ''
  report({ type: 'start', id })
  try {
    const result = await resultOf(lake, job, signal)
    report({ type: 'done', id, result })
    return result
  } catch (error) {
    const failure = asFailure(error)
    if (!failure) throw error
    // What depends on the moment is tried again; what depends on the data is a result.
    if (isSystemError(failure) || failure.detail.code === 'busy') {
      report({ type: 'retried', id, failure })
      throw new Error(JSON.stringify(failure.detail), { cause: failure })
    }
    const result: JobResult = { type: 'failed', detail: failure.detail }
    report({ type: 'done', id, result })
    return result
  }
}

async function resultOf(
  lake: Lake,
  job: Job<QueuedJob, JobResult>,
  signal: AbortSignal,
): Promise<JobResult> {
  const { data } = job
  if (data.kind === 'ingest') {
    const paths = data.request.paths.map((key) => lake.store.path(key))
    return {
      type: 'ingested',
      notes: await ingestInChild(lake, { ...data.request, paths }, signal),
    }
  }
  const { stageName, kind, ...execution } = data
  const stage = STAGES.find(({ name }) => name === stageName)
  if (!stage)
    throw new Failure({
      code: 'input',
      what: `this worker knows no stage ${stageName}`,
      where: `job ${job.id}`,
      fix: 'run workers of the same version as the submitter',
    })
  let reportedMs = 0
  const outcome = await inChildProcess.submit(
    lake,
    { ...execution, stage },
    (event) => {
      const now = systemClock.now()
      if (event.type !== 'progress' || now - reportedMs < MIN_PROGRESS_MS) return
      reportedMs = now
      void job.updateProgress({ ...event.progress }).catch(() => {})
    },
    signal,
  )
  return { type: 'outcome', outcome }
}
