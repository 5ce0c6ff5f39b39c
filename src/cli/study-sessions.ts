import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import type { Signal } from '../signals/signal.ts'
import { findMultiplier } from '../stages/multiplier.ts'
import type { StageOptions, Target } from '../stages/stage.ts'
import { readSession } from '../study/read-session.ts'
import type { SessionSeries } from '../study/session-series.ts'

/** Reads days for signals, in order: of each signal its sessions. */
export async function readSessions(
  lake: Lake,
  targets: readonly Target[],
  signals: readonly Signal[],
  report: (done: number) => void,
): Promise<SessionSeries[][]> {
  const sessions: SessionSeries[][] = signals.map(() => [])
  for (const [done, target] of targets.entries()) {
    report(done)
    const read = await readSession(lake, target, signals)
    for (const [index, series] of read.entries()) sessions[index].push(series)
  }
  return sessions
}

/**
 * A round trip's fees in ticks of the contract.
 *
 * @param fees in the contract's currency
 * @throws Failure `input` where the multiplier is not known
 */
export async function feesInTicks(
  lake: Lake,
  target: Target,
  fees: number,
  tickPoints: number,
  options: Pick<StageOptions, 'multipliers' | 'roots'>,
): Promise<number> {
  if (fees === 0) return 0
  const { value } = await findMultiplier(lake, target, options)
  if (value === undefined) {
    throw new Failure({
      code: 'input',
      what: 'the multiplier is not known, so fees cannot be turned into ticks',
      where: target.symbol,
      fix: 'pass --multiplier, or --fees 0',
    })
  }
  return fees / (tickPoints * value)
}
