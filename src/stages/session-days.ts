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

/** A record is received after it happened, by far less than this. */
const MAX_RECEIPT_DELAY_SECONDS = 60

/**
 * Leaves out the days that nothing can be made of: a Sunday's bronze lies in Monday's session. Days
 * chosen by name stay, and so do all of them where none has a record: the session is wrong then.
 *
 * @returns also a sentence for each day left out
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

/** Was that session of the date made, or does a record of its bronze lie in it? */
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
      // What is damaged is told by whoever makes the day; the day before may be missing.
      if (dt === target.dt) return true
    }
  }
  return false
}

/** Does a live record lie in a session? Only row groups that may hold one are read. */
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
    // Snapshots stand at a file's beginning: a later group is of live records.
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
