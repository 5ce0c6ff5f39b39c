/**
 * The program of a child process: gets one stage's day as its first message, runs it, and says what
 * happens. It stops when its parent says so, or is gone.
 */
import { getOneMessage, sendMessage } from 'execa'
import { systemClock } from '../../clock.ts'
import { openLake } from '../../lake/paths.ts'
import { asFailure } from '../../lake/store/file-failure.ts'
import type { Resolved } from '../../stages/stage.ts'
import { STAGES } from '../../stages/stages.ts'
import { here } from './here.ts'
import type { WorkerMessage } from './worker-message.ts'

/** What the parent sends. */
export interface WorkerTask {
  readonly lakeRoot: string
  readonly stageName: string
  readonly symbol: string
  readonly dt: string
  readonly resolved: Resolved
  readonly isForced: boolean
  readonly lockWaitMs?: number | undefined
  readonly allowLate?: boolean | undefined
}

/** Milliseconds between two reports of progress. */
const REPORT_MS = 100

const interruption = new AbortController()
for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
  process.on(event, () => interruption.abort())
}

/** A parent that is gone is told nothing: its going ends the work. */
const say = (message: WorkerMessage) =>
  sendMessage(message as never).catch((error: unknown) => {
    if (process.connected) throw error
  })

const task = (await getOneMessage()) as unknown as WorkerTask
try {
  const stage = STAGES.find(({ name }) => name === task.stageName)
  if (!stage) throw new Error(`there is no stage ${task.stageName}`)
  let reported = 0
  const outcome = await here.submit(
    openLake(task.lakeRoot),
    { ...task, stage },
    (event) => {
      if (event.type === 'progress' && systemClock.now() - reported < REPORT_MS) return
      reported = systemClock.now()
      void say(event)
    },
    interruption.signal,
  )
  await say(outcome)
} catch (error) {
  const failure = asFailure(error)
  if (failure) {
    await say({ type: 'failed', detail: failure.detail, cause: failure.cause })
  } else if (!interruption.signal.aborted) throw error
}
process.disconnect?.()
