import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import { Failure } from '../../failure.ts'
import { recoverLake } from '../../lake/partition/recover.ts'
import type { Lake } from '../../lake/paths.ts'
import type { Execution, ExecutionEvent, Executor, Outcome } from './executor.ts'
import type { WorkerTask } from './worker.ts'
import type { WorkerMessage } from './worker-message.ts'

/** The worker beside this file, compiled or not as this one is. */
const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
)

/** Runs each stage's day in a process of its own. */
export const child: Executor = { submit: executeInChild }

/** @throws Failure as the stage does, and `input` where its process was killed */
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
    // The child tidies up when it is asked to stop; it is not asked twice.
    cancelSignal: signal,
    forceKillAfterDelay: 10_000,
  })
  const task: WorkerTask = { ...execution, lakeRoot: lake.root, stageName: stage.name }
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
    fault = error // of a child that is gone, how it ended says more
  }
  const { signal: killer, exitCode, stderr } = await worker
  signal.throwIfAborted()
  if (failure) throw failure
  if (outcome) return outcome
  // What it had staged goes now; nobody else knows that it is gone.
  await recoverLake(lake)
  const name = `${stage.name} ${execution.symbol} ${execution.dt}`
  if (killer !== undefined) throw killed(name, killer)
  throw new Error(`the process of ${name} ended with code ${exitCode} and no word: ${stderr}`, {
    cause: fault,
  })
}

/** Nobody but the system or the user ends a worker: the system mostly for want of memory. */
function killed(where: string, signal: string): Failure {
  return new Failure({
    code: 'input',
    what: `its process was killed by ${signal}`,
    where,
    fix: 'run it again, with fewer --workers if the machine was out of memory',
  })
}
