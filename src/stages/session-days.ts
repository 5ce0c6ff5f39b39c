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
import { dayKey, type StageOptions, type Target } from './stage.ts'

/** Upper bound of the delay from event to receipt. */
const MAX_RECEIPT_DELAY_SECONDS = 60

/** A day without records in its session. */
export interface EmptyDay extends Target {
  /** A sentence. */
  readonly reason: string
}

/**
 * Drops days without records in their session: a Sunday's bronze belongs to Monday's session, and a
 * deferred contract may have nothing but its snapshot. Keeps them where nothing else was chosen, or
 * no other contract has the date that was requested: those are errors.
 *
 * @returns also the dropped days
 */
export async function daysInSession(
  lake: Lake,
  targets: readonly Target[],
  choice: DateChoice | undefined,
  options: StageOptions,
): Promise<{ targets: readonly Target[]; dropped: readonly EmptyDay[] }> {
  const empty = await emptyDays(lake, targets, options)
  const emptyKeys = new Set(empty.map(dayKey))
  const filled = targets.filter((day) => !emptyKeys.has(dayKey(day)))
  const filledDates = new Set(filled.map(({ dt }) => dt))
  const isDropped = ({ dt }: Target) =>
    choice?.kind === 'list' ? filledDates.has(dt) : filled.length > 0
  const dropped = empty.filter(isDropped)
  const droppedKeys = new Set(dropped.map(dayKey))
  return { targets: targets.filter((day) => !droppedKeys.has(dayKey(day))), dropped }
}

/** Those of some days that have no record in their session. */
export async function emptyDays(
  lake: Lake,
  targets: readonly Target[],
  options: StageOptions,
): Promise<EmptyDay[]> {
  const empty: EmptyDay[] = []
  for (const target of targets) {
    const session = await sessionFor(lake, target, options)
    if (await hasSession(lake, target, session)) continue
    const { symbol, dt } = target
    const reason =
      session === 'file'
        ? `no live record of ${symbol} ${dt} is in the lake, only its snapshot: nothing is made of it`
        : `no record of ${symbol} ${dt} lies in session ${session}: nothing is made of it`
    empty.push({ symbol, dt, reason })
  }
  return empty
}

/** Whether the session of a date has been built, or has a record in bronze. */
export async function hasSession(lake: Lake, target: Target, name: string): Promise<boolean> {
  const session = parseSession(name, target.dt)
  if ((await recordedSession(lake, target)) === name) return true
  for (const dt of session.dates) {
    try {
      const reader = await readPartition(lake, { dataset: DATASETS.mbo, symbol: target.symbol, dt })
      try {
        if (await (name === 'file' ? hasLiveRecord(reader) : holdsRecord(reader, session)))
          return true
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

/** Whether a day has a record that is not of a snapshot; most often its last row group tells. */
async function hasLiveRecord(reader: PartitionReader<Mbo>): Promise<boolean> {
  for (let group = reader.rowGroups.length - 1; group >= 0; group--) {
    const { columns } = await reader.read(group, ['flags'])
    if (columns.flags.some((flags) => !(flags & FLAG.snapshot))) return true
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
