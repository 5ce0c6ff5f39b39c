/**
 * The program of a child process: receives one stage's day, or raw files to ingest, as its first
 * message, does it, and sends events. It stops on a signal, or when its parent disconnects.
 */
import { getOneMessage, sendMessage } from 'execa'
import { systemClock } from '../../clock.ts'
import { openLake } from '../../lake/paths.ts'
import { asFailure } from '../../lake/store/file-failure.ts'
import type { S3StoreOptions } from '../../lake/store/s3/s3-store.ts'
import type { Resolved } from '../../stages/stage.ts'
import { STAGES } from '../../stages/stages.ts'
import type { IngestRequest } from '../pipeline.ts'
import type { Outcome } from './executor.ts'
import { inProcess } from './here.ts'
import { ingestNotes } from './ingest-task.ts'
import type { WorkerMessage } from './worker-message.ts'

/** The message from the parent. */
export type WorkerTask = StageTask | IngestTask

interface LakeTask {
  readonly lakeRoot: string
  readonly access: S3StoreOptions | undefined
}

export interface IngestTask extends LakeTask {
  readonly ingest: IngestRequest
}

export interface StageTask extends LakeTask {
  readonly stageName: string
  readonly symbol: string
  readonly dt: string
  readonly resolved: Resolved
  readonly isForced: boolean
  readonly lockWaitMs?: number | undefined
  readonly allowLate?: boolean | undefined
}

/** Minimum interval of progress events. */
const REPORT_INTERVAL_MS = 100

const cancellation = new AbortController()
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
  process.on(event, () => cancellation.abort())
}

/** Sends to the parent; ignored once it has disconnected, which cancels the work. */
const send = (message: WorkerMessage) =>
  sendMessage(message as never).catch((error: unknown) => {
    if (process.connected) throw error
  })

const task = (await getOneMessage()) as unknown as WorkerTask
try {
  await send('ingest' in task ? await ingestFiles(task) : await runStage(task))
} catch (error) {
  const failure = asFailure(error)
  if (failure) {
    await send({ type: 'failed', detail: failure.detail, cause: failure.cause })
  } else if (!cancellation.signal.aborted) throw error
}
process.disconnect?.()

async function ingestFiles({ lakeRoot, access, ingest }: IngestTask): Promise<WorkerMessage> {
  const lake = openLake(lakeRoot, undefined, access)
  return { type: 'ingested', notes: await ingestNotes(lake, ingest, cancellation.signal) }
}

function runStage(task: StageTask): Promise<Outcome> {
  const stage = STAGES.find(({ name }) => name === task.stageName)
  if (!stage) throw new Error(`there is no stage ${task.stageName}`)
  let reported = 0
  return inProcess.submit(
    openLake(task.lakeRoot, undefined, task.access),
    { ...task, stage },
    (event) => {
      if (event.type === 'progress' && systemClock.now() - reported < REPORT_INTERVAL_MS) return
      reported = systemClock.now()
      void send(event)
    },
    cancellation.signal,
  )
}
