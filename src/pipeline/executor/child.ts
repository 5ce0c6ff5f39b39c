import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import { Failure } from '../../failure.ts'
import { recoverLake } from '../../lake/partition/recover.ts'
import type { Lake } from '../../lake/paths.ts'
import type { Execution, ExecutionEvent, Executor, Outcome } from './executor.ts'
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
  const worker = execaNode(WORKER, {
    ipc: true,
    reject: false,
    stdout: 'ignore',
    stderr: 'pipe',
    // The child cleans up on the first signal; no second one is sent.
    cancelSignal: signal,
    forceKillAfterDelay: 10_000,
  })
  const task: WorkerTask = {
    ...execution,
    lakeRoot: lake.root,
    access: lake.access,
    stageName: stage.name,
  }
  let outcome: Outcome | undefined
  let failure: Failure | undefined
  let fault: unknown
  try {
    await worker.sendMessage(task as never)
    for await (const message of worker.getEachMessage()) {
      const event = message as unknown as WorkerMessage
      if (event.type === 'failed') {
        failure = new Failure(event.detail, { cause: event.cause })
      } else if (event.type === 'done' || event.type === 'fresh') outcome = event
      else report(event)
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
  const name = `${stage.name} ${execution.symbol} ${execution.dt}`
  if (killedBy !== undefined) throw killedWorker(name, killedBy)
  throw new Error(`the process of ${name} ended with code ${exitCode} and no word: ${stderr}`, {
    cause: fault,
  })
}

/** A worker is killed by the system, mostly when out of memory, or by the user. */
function killedWorker(where: string, signal: string): Failure {
  return new Failure({
    code: 'input',
    what: `its process was killed by ${signal}`,
    where,
    fix: 'run it again, with fewer --workers if the machine was out of memory',
  })
}
