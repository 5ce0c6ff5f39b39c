import { sleep } from '../clock.ts'
import { Failure } from '../failure.ts'
import { orFailure } from './api-failure.ts'
import { type DataRequest, formatRequest } from './data-request.ts'
import type { HistoricalApi } from './historical-api.ts'
import { delivers, type Job } from './job.ts'
import { type RetryContext, withRetries } from './retry.ts'

export type JobApi = Pick<HistoricalApi, 'listJobs' | 'submitJob' | 'getJob'>

/** A request's job, once it is known. */
export interface Ordered {
  readonly job: Job
  /** False where an earlier run had ordered it: it costs nothing again. */
  readonly isNew: boolean
}

/**
 * Submits a request, unless a job of the account delivers the same. An attempt that broke off may
 * have been taken: the list of jobs is read again before each, so that nothing is bought twice.
 */
export function orderJob(
  api: JobApi,
  request: DataRequest,
  retries: RetryContext,
): Promise<Ordered> {
  let hasTried = false
  const ordering = withRetries(retries, async () => {
    const known = (await api.listJobs()).find((job) => delivers(job, request))
    if (known) return { job: known, isNew: hasTried }
    hasTried = true
    return { job: await api.submitJob(request), isNew: true }
  })
  return orFailure(formatRequest(request), ordering)
}

const FIRST_POLL_MS = 2000
const MAX_POLL_MS = 30_000

export interface JobWait extends Pick<RetryContext, 'clock' | 'signal'> {
  /** Told of each state that is not the last one's. */
  readonly onState: (job: Job) => void
}

/**
 * Waits until a job's files can be downloaded; a large one takes hours.
 *
 * @throws Failure `input` where it has expired
 */
export async function awaitJob(
  api: Pick<JobApi, 'getJob'>,
  id: string,
  { clock, signal, onState }: JobWait,
): Promise<Job> {
  let state: string | undefined
  for (let delayMs = FIRST_POLL_MS; ; delayMs = Math.min(delayMs * 1.5, MAX_POLL_MS)) {
    const job = await api.getJob(id)
    if (job.state === 'done') return job
    if (job.state === 'expired') throw expired(id)
    if (job.state !== state) onState(job)
    state = job.state
    await sleep(clock, delayMs, signal)
  }
}

export function expired(id: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the job has expired, and its files are no longer offered',
    where: id,
    fix: 'order the data again with --symbol and --dates',
  })
}
