import type { Job, JobProgress, Queue, QueueEvents } from 'bullmq'
import { type Clock, systemClock, type Timer } from '../clock.ts'
import { Failure, type FailureDetail } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import type { Execution, ExecutionEvent, Executor, Outcome } from '../pipeline/executor/executor.ts'
import type { IngestNote } from '../pipeline/executor/ingest-task.ts'
import { inputsOf } from '../pipeline/survey.ts'
import type { Progress } from '../stages/stage.ts'
import { type Connection, cancelChannel, queueName } from './connection.ts'
import {
  type IngestJob,
  ingestJobId,
  JOB_OPTIONS,
  type JobResult,
  type QueuedJob,
  type StageJob,
  stageJobId,
} from './job.ts'

/** Interval of looking after jobs whose events may have been lost with the server. */
const LOOK_MS = 2_000

interface Awaited {
  readonly job: QueuedJob
  readonly report: (event: ExecutionEvent) => void
  readonly resolve: (result: JobResult) => void
}

/**
 * Puts jobs into a lake's queue and waits for them. Redis may lose all of it: what is still awaited
 * is put in again, and what was done meanwhile is found to be fresh.
 */
export class Submitter implements Executor {
  readonly #queue: Queue<QueuedJob, JobResult>
  readonly #events: QueueEvents
  readonly #connection: Connection
  readonly #awaited = new Map<string, Awaited>()
  readonly #timer: Timer
  #looking = Promise.resolve()

  private constructor(
    queue: Queue<QueuedJob, JobResult>,
    events: QueueEvents,
    connection: Connection,
    clock: Clock,
  ) {
    this.#queue = queue
    this.#connection = connection
    this.#events = events
    // Connections are restored.
    queue.on('error', () => {})
    events.on('error', () => {})
    events.on('active', ({ jobId }) => this.#awaited.get(jobId)?.report({ type: 'start' }))
    events.on('progress', ({ jobId, data }) => this.#progressed(jobId, data))
    events.on('completed', ({ jobId }) => void this.#look(jobId))
    events.on('failed', ({ jobId }) => void this.#look(jobId))
    this.#timer = clock.interval(LOOK_MS, () => {
      this.#looking = this.#looking.then(() => this.#lookAtAll())
    })
  }

  static async open(
    lake: Lake,
    connection: Connection,
    clock: Clock = systemClock,
  ): Promise<Submitter> {
    const { Queue, QueueEvents } = await import('bullmq')
    const name = queueName(lake.root)
    const queue: Queue<QueuedJob, JobResult> = new Queue(name, { connection })
    const events = new QueueEvents(name, { connection })
    await events.waitUntilReady()
    return new Submitter(queue, events, connection, clock)
  }

  async submit(
    lake: Lake,
    execution: Execution,
    report: (event: ExecutionEvent) => void,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { stage, ...data } = execution
    const id = stageJobId(execution, await inputsOf(lake, execution.resolved))
    const job: StageJob = { kind: 'stage', ...data, stageName: stage.name }
    const result = await this.#run(id, job, report, signal)
    if (result.type !== 'outcome') throw new Error(`job ${id} has ended with ${result.type}`)
    return result.outcome
  }

  /** @param sizes of the raw files, so that a changed file is another job */
  async ingest(
    job: IngestJob,
    sizes: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly IngestNote[]> {
    const result = await this.#run(ingestJobId(job, sizes), job, () => {}, signal)
    return result.type === 'ingested' ? result.notes : []
  }

  /** Takes jobs out of the queue, and has those that run stopped. */
  async cancel(): Promise<void> {
    const ids = [...this.#awaited.keys()]
    const { Redis } = await import('ioredis')
    const client = new Redis({ ...this.#connection })
    client.on('error', () => {})
    await client.publish(cancelChannel(this.#queue.name), JSON.stringify(ids))
    client.disconnect()
    for (const id of ids) await this.#queue.remove(id).catch(() => 0) // it runs, and is stopped
  }

  async close(): Promise<void> {
    this.#timer.cancel()
    await this.#looking
    await this.#events.close()
    await this.#queue.close()
  }

  async #run(
    id: string,
    job: QueuedJob,
    report: (event: ExecutionEvent) => void,
    signal: AbortSignal,
  ): Promise<JobResult> {
    signal.throwIfAborted()
    // One of an earlier run has the same id; what it made may have been removed since.
    const earlier = await this.#queue.getJob(id)
    if (await earlier?.isCompleted()) await earlier?.remove()
    else if (await earlier?.isFailed()) await earlier?.remove()
    const { promise, resolve, reject } = Promise.withResolvers<JobResult>()
    this.#awaited.set(id, { job, report, resolve })
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
    try {
      await this.#queue.add(job.kind, job, { ...JOB_OPTIONS, jobId: id })
      const result = await promise
      if (result.type === 'failed') throw new Failure(result.detail)
      return result
    } finally {
      signal.removeEventListener('abort', stop)
      // Those that are cancelled are named by it.
      if (!signal.aborted) this.#awaited.delete(id)
    }
  }

  #progressed(id: string, progress: JobProgress): void {
    if (typeof progress !== 'object' || !('total' in progress)) return
    this.#awaited.get(id)?.report({ type: 'progress', progress: progress as Progress })
  }

  async #lookAtAll(): Promise<void> {
    for (const id of [...this.#awaited.keys()]) await this.#look(id)
  }

  async #look(id: string): Promise<void> {
    const awaited = this.#awaited.get(id)
    if (!awaited) return
    try {
      const job = await this.#queue.getJob(id)
      if (!job) await this.#queue.add(awaited.job.kind, awaited.job, { ...JOB_OPTIONS, jobId: id })
      else if (await job.isCompleted()) awaited.resolve(job.returnvalue)
      else if (await job.isFailed()) awaited.resolve({ type: 'failed', detail: reasonOf(job) })
    } catch {
      // The server is away; the next look will tell.
    }
  }
}

/** Why a job failed at each attempt. */
function reasonOf({ failedReason, id }: Job): FailureDetail {
  try {
    return JSON.parse(failedReason) as FailureDetail
  } catch {
    const what = `its worker has failed: ${failedReason}`
    return { code: 'input', what, where: `job ${id}`, fix: 'see the worker, and run it again' }
  }
}
