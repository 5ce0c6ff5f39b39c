import { fileURLToPath } from 'node:url'
import { execaNode } from 'execa'
import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import type { Execution, ExecutionEvent, Outcome } from './execute.ts'
import type { WorkerTask } from './worker.ts'
import type { WorkerMessage } from './worker-message.ts'

/** The worker beside this file, compiled or not as this one is. */
const WORKER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
)

/** Runs a stage's day as `execute` does, in a process of its own. */
export async function executeInChild(
  lake: Lake,
  { stage, ...execution }: Execution,
  report: (event: ExecutionEvent) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const child = execaNode(WORKER, {
    ipc: true,
    reject: false,
    stdout: 'ignore',
    stderr: 'pipe',
    // The child tidies up when it is asked to stop; it is not asked twice.
    cancelSignal: signal,
    forceKillAfterDelay: 10_000,
  })
  const task: WorkerTask = { ...execution, lakeRoot: lake.root, stageName: stage.name }
  await child.sendMessage(task as never)
  let outcome: Outcome | undefined
  let failure: Failure | undefined
  for await (const message of child.getEachMessage()) {
    const told = message as unknown as WorkerMessage
    if (told.type === 'failed') failure = new Failure(told.detail)
    else if (told.type === 'done' || told.type === 'fresh') outcome = told
    else report(told)
  }
  const end = await child
  signal.throwIfAborted()
  if (failure) throw failure
  if (outcome) return outcome
  throw new Error(
    `the process of ${stage.name} ${execution.symbol} ${execution.dt} ended with ${end.signal ?? `code ${end.exitCode}`} and no word: ${end.stderr}`,
  )
}
