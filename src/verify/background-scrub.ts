import { type Clock, sleep } from '../clock.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import type { CheckFinding } from './finding.ts'
import { runCheck } from './run-checks.ts'
import { scrub } from './scrub.ts'

/** From the end of one pass over the lake to the beginning of the next. */
const INTERVAL_MS = 24 * 3_600_000

/** What a pass over all files came to. */
export interface ScrubPass {
  readonly files: number
  readonly bytes: number
  /** Partitions with a file that is not as written. */
  readonly rotten: number
}

export interface ScrubReport {
  /** A partition of which a file is not as written. */
  readonly rotten: (finding: CheckFinding) => void
  readonly passed: (pass: ScrubPass) => void
  /** A pass could not be finished; the next one comes as if it had been. */
  readonly failed: (error: unknown) => void
}

/** Hashes every file of a lake once a day, beside other work, until the signal ends it. */
export async function scrubDaily(
  lake: Lake,
  report: ScrubReport,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      report.passed(await scrubOnce(lake, report, clock, signal))
      await sleep(clock, INTERVAL_MS, signal)
    } catch (error) {
      if (signal.aborted) return
      report.failed(error)
      await sleep(clock, INTERVAL_MS, signal).catch(() => {})
    }
  }
}

async function scrubOnce(
  lake: Lake,
  report: ScrubReport,
  clock: Clock,
  signal: AbortSignal,
): Promise<ScrubPass> {
  let [files, bytes, rotten] = [0, 0, 0]
  for (const partition of await listPartitions(lake)) {
    const finding = await runCheck(scrub(clock), lake, [partition], signal)
    files += finding.counted.files ?? 0
    bytes += finding.counted.bytes ?? 0
    if (finding.pass) continue
    rotten++
    report.rotten(finding)
  }
  return { files, bytes, rotten }
}
