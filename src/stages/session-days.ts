import { FLAG } from '../book/codes.ts'
import { DATASETS, type Mbo } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import type { Lake } from '../lake/paths.ts'
import type { DateChoice } from '../market/dates.ts'
import { parseSession, type Session } from '../market/session.ts'
import { NANOSECONDS_PER_SECOND, secondFromWords } from '../market/time.ts'
import { words } from '../table/table.ts'
import { recordedSession, sessionFor } from './session-rule.ts'
import type { StageOptions, Target } from './stage.ts'

/** Upper bound of the delay from event to receipt. */
const MAX_RECEIPT_DELAY_SECONDS = 60

/**
 * Drops days without records in their session: a Sunday's bronze belongs to Monday's session. Keeps
 * days requested by date, and keeps all if none has a record, which means a wrong session.
 *
 * @returns also a sentence for each dropped day
 */
export async function daysInSession(
  lake: Lake,
  targets: readonly Target[],
  choice: DateChoice | undefined,
  options: StageOptions,
): Promise<{ targets: readonly Target[]; lacking: readonly string[] }> {
  const kept: Target[] = []
  const lacking: string[] = []
  if (choice?.kind === 'list') return { targets, lacking }
  for (const target of targets) {
    const session = await sessionFor(lake, target, options)
    if (await hasSession(lake, target, session)) kept.push(target)
    else {
      lacking.push(
        `no record of ${target.symbol} ${target.dt} lies in session ${session}: nothing is made of it`,
      )
    }
  }
  return kept.length > 0 ? { targets: kept, lacking } : { targets, lacking: [] }
}

/** Whether the session of a date has been built, or has a record in bronze. */
export async function hasSession(lake: Lake, target: Target, name: string): Promise<boolean> {
  const session = parseSession(name, target.dt)
  if (name === 'file' || (await recordedSession(lake, target)) === name) return true
  for (const dt of session.dates) {
    try {
      const reader = await readPartition(lake, { dataset: DATASETS.mbo, symbol: target.symbol, dt })
      try {
        if (await holdsRecord(reader, session)) return true
      } finally {
        await reader.close()
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // Damage is reported when the day is built; the day before may be missing.
      if (dt === target.dt) return true
    }
  }
  return false
}

/** Whether a session has a live record. Reads only row groups that may hold one. */
async function holdsRecord(
  reader: PartitionReader<Mbo>,
  { startSecond, endSecond }: Session,
): Promise<boolean> {
  const start = BigInt(startSecond) * NANOSECONDS_PER_SECOND
  const end = BigInt(endSecond) * NANOSECONDS_PER_SECOND
  const latest = BigInt(endSecond + MAX_RECEIPT_DELAY_SECONDS) * NANOSECONDS_PER_SECOND
  for (const [group, { ranges }] of reader.rowGroups.entries()) {
    const { minimum, maximum } = ranges.ts_recv ?? {}
    if (typeof minimum !== 'bigint' || typeof maximum !== 'bigint') continue
    if (maximum < start || minimum >= latest) continue
    // Snapshots come at the start of a file: later groups have live records.
    if (group > 0 && minimum >= start && minimum < end) return true
    const table = await reader.read(group, ['ts_event', 'flags'])
    const flags = table.columns.flags
    const times = words(table.columns.ts_event)
    for (let row = 0; row < table.length; row++) {
      const second = secondFromWords(times[2 * row], times[2 * row + 1])
      if (flags[row] & FLAG.snapshot) continue
      if (second >= startSecond && second < endSecond) return true
    }
  }
  return false
}
