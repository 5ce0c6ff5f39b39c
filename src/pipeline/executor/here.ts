import { systemClock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { acquireLease } from '../../lake/partition/lease.ts'
import type { PartitionInput } from '../../lake/partition/manifest.ts'
import { formatPartition, type Lake, pinInputs } from '../../lake/paths.ts'
import type { Job, Stage, StageOutput } from '../../stages/stage.ts'
import { inputsOf, statesOf, worstState } from '../survey.ts'
import type { Execution, ExecutionEvent, Executor, Outcome } from './executor.ts'

const LEASE_WAIT_MS = 60_000
/** Attempts while the input is replaced during the run. */
const MAX_ATTEMPTS = 3

/** Runs stages' days in this process. */
export const inProcess: Executor = { submit: execute }

/**
 * Runs a stage's day under the lease of what it writes.
 */
async function execute(
  lake: Lake,
  { stage, symbol, dt, resolved, isForced, allowLate, lockWaitMs = LEASE_WAIT_MS }: Execution,
  report: (event: ExecutionEvent) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const [dataset] = stage.writes
  const release = await acquireLease(lake, { dataset, symbol, dt }, lockWaitMs, signal)
  try {
    const now = worstState(await statesOf(lake, stage, { symbol, dt }, resolved))
    if (now.state === 'fresh' && !isForced) return { type: 'fresh' }
    report({ type: 'start' })
    const started = systemClock.now()
    const written = await runUntilStable(stage, async () => {
      const inputs = await inputsOf(lake, resolved)
      return {
        lake: pinInputs(lake, inputs),
        symbol,
        dt,
        allowLate,
        parameters: resolved.parameters,
        inputs,
        notes: resolved.notes,
        report: (progress) => report({ type: 'progress', progress }),
        signal,
      }
    })
    return { type: 'done', written, seconds: (systemClock.now() - started) / 1000 }
  } finally {
    await release()
  }
}

/**
 * Runs a stage, and repeats it if another run replaced its input meanwhile: the read failed, or
 * what it wrote is already stale. The lease is held throughout, so no other run does the same.
 *
 * @param prepare creates the job for the current input
 * @throws Failure `busy` if the input keeps changing
 */
async function runUntilStable(stage: Stage, prepare: () => Promise<Job>): Promise<StageOutput> {
  let job = await prepare()
  for (let runs = 1; ; runs++) {
    const outcome = await stage.run(job).then(
      (written) => ({ written }),
      (error: unknown) => ({ error }),
    )
    const next = await prepare()
    const changed = firstChange(job.inputs, next.inputs)
    if (changed === undefined || job.signal.aborted) {
      if ('error' in outcome) throw outcome.error
      return outcome.written
    }
    if (runs === MAX_ATTEMPTS) throw unstableInput(changed)
    job = next
  }
}

function firstChange(
  before: readonly PartitionInput[],
  now: readonly PartitionInput[],
): string | undefined {
  const isUnchanged = ({ dataset, symbol, dt, content_sha256 }: PartitionInput) =>
    now.some(
      (input) =>
        input.dataset === dataset &&
        input.symbol === symbol &&
        input.dt === dt &&
        input.content_sha256 === content_sha256,
    )
  const changed = before.find((input) => !isUnchanged(input)) ?? now[before.length]
  return changed && formatPartition(changed)
}

function unstableInput(where: string): Failure {
  return new Failure({
    code: 'busy',
    what: 'the input is replaced again and again while it is read',
    where,
    fix: 'let what writes it end, and run it again',
  })
}
