import type { Queue } from 'bullmq'
import type { Lake } from '../lake/paths.ts'
import type { Progress } from '../stages/stage.ts'
import { type Connection, queueName } from './connection.ts'
import type { JobResult, QueuedJob } from './job.ts'

export interface QueueStatus {
  readonly workers: number
  /** Number of jobs by state: waiting, active, delayed, completed, failed. */
  readonly counts: Readonly<Record<string, number>>
  readonly active: readonly {
    readonly id: string
    readonly attempts: number
    readonly progress: Progress | undefined
  }[]
}

const STATES = ['waiting', 'active', 'delayed', 'completed', 'failed'] as const

/** What is in a lake's queue, and who works on it. */
export async function queueStatus(lake: Lake, connection: Connection): Promise<QueueStatus> {
  const { Queue } = await import('bullmq')
  const queue: Queue<QueuedJob, JobResult> = new Queue(queueName(lake.root), { connection })
  queue.on('error', () => {})
  try {
    const active = await queue.getJobs('active')
    return {
      workers: (await queue.getWorkers()).length,
      counts: await queue.getJobCounts(...STATES),
      active: active.map(({ id = '', attemptsMade, progress }) => ({
        id,
        attempts: attemptsMade + 1,
        progress:
          typeof progress === 'object' && 'total' in progress ? (progress as Progress) : undefined,
      })),
    }
  } finally {
    await queue.close()
  }
}
