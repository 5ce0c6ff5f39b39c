import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import { Failure } from '../../failure.ts'
import { recoverLake } from '../../lake/partition/recover.ts'
import type { Lake } from '../../lake/paths.ts'
import type { IngestRequest } from '../pipeline.ts'
import type { Execution, ExecutionEvent, Executor, Outcome } from './executor.ts'
import type { IngestNote } from './ingest-task.ts'
import type { WorkerTask } from './worker.ts'
import type { WorkerMessage } from './worker-message.ts'

/** The worker's module: .ts or .js like this one. */
const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
)

/** Runs each stage's day in a process of its own. */
export const inChildProcess: Executor = { submit: executeInChild }

/** @throws Failure as the stage does; `input` if its process was killed */
async function executeInChild(
  lake: Lake,
  { stage, ...execution }: Execution,
  report: (event: ExecutionEvent) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const { root: lakeRoot, access } = lake
  const task = { ...execution, lakeRoot, access, stageName: stage.name }
  const name = `${stage.name} ${execution.symbol} ${execution.dt}`
  const result = await runChild(lake, name, task, report, signal)
  if (result.type === 'ingested') throw new Error(`the process of ${name} has ingested files`)
  return result
}

/**
 * Ingests raw files in a process of their own.
 *
 * @throws Failure as {@link ingestNotes} does; `input` if its process was killed
 */
export async function ingestInChild(
  lake: Lake,
  ingest: IngestRequest,
  signal: AbortSignal,
): Promise<readonly IngestNote[]> {
  const { root: lakeRoot, access } = lake
  const name = `ingest of ${ingest.paths.join(', ')}`
  const result = await runChild(lake, name, { lakeRoot, access, ingest }, () => {}, signal)
  return result.type === 'ingested' ? result.notes : []
}

/** What a child process ends with. */
type Result = Extract<WorkerMessage, { readonly type: 'done' | 'fresh' | 'ingested' }>

async function runChild(
  lake: Lake,
  name: string,
  task: WorkerTask,
  report: (event: ExecutionEvent) => void,
  signal: AbortSignal,
): Promise<Result> {
  const worker = execaNode(WORKER, {
    ipc: true,
    reject: false,
    stdout: 'ignore',
    stderr: 'pipe',
    // The child cleans up on the first signal; no second one is sent.
    cancelSignal: signal,
    // Before the parent itself is ended, 5 s after the signal.
    forceKillAfterDelay: 4000,
  })
  let outcome: Result | undefined
  let failure: Failure | undefined
  let fault: unknown
  try {
    await worker.sendMessage(task as never)
    for await (const message of worker.getEachMessage()) {
      const event = message as unknown as WorkerMessage
      if (event.type === 'failed') {
        failure = new Failure(event.detail, { cause: event.cause })
      } else if (event.type === 'start' || event.type === 'progress') report(event)
      else outcome = event
    }
  } catch (error) {
    fault = error // the exit status, checked below, is more telling
  }
  const { signal: killedBy, exitCode, stderr } = await worker
  signal.throwIfAborted()
  if (failure) throw failure
  if (outcome) return outcome
  // Remove its temporary files now, since its death is known.
  await recoverLake(lake)
  if (killedBy !== undefined) throw killedWorker(name, killedBy)
  throw new Error(`the process of ${name} ended with code ${exitCode} and no word: ${stderr}`, {
    cause: fault,
  })
}

/** A worker is killed by the system, mostly when out of memory, or by the user. */
function killedWorker(where: string, signal: string): Failure {
  const detail = {
    code: 'input',
    what: `its process was killed by ${signal}`,
    where,
    fix: 'run it again, with fewer --workers if the machine was out of memory',
  } as const
  // Another attempt may succeed: see isSystemError.
  return new Failure(detail, { cause: Object.assign(new Error(signal), { code: signal }) })
}
