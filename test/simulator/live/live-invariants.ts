import { hash } from 'node:crypto'
import { FLAG } from '../../../src/book/codes.ts'
import { mboRecords } from '../../../src/book/mbo-records.ts'
import { Engine } from '../../../src/engine/engine.ts'
import type { Second } from '../../../src/seconds/second.ts'
import type { Gap } from '../../../src/stages/recording-journal.ts'
import { copyTable } from '../../../src/table/copy-table.ts'
import type { Table } from '../../../src/table/table.ts'
import { replayConnections } from '../../live/replay-recordings.ts'
import { type SentDay, SYMBOL } from './live-day.ts'
import type { LiveMutation } from './live-mutations.ts'
import type { LiveOutcome } from './live-simulation.ts'

const NS_PER_SECOND = 1_000_000_000n
/** Most differences that are named. */
const MAX_NAMED = 5

/** A digest of all rows of a second, bit for bit; of NaN there is but one. */
export function digestOf({ surfaces }: Second): string {
  const parts: Uint8Array[] = []
  for (const [name, table] of surfaces) {
    parts.push(Buffer.from(`${name} ${table.length}`))
    if (table.length === 0) continue
    for (const field of table.contract.fields) {
      const column = table.filled(field.name)
      if (Array.isArray(column)) parts.push(Buffer.from(column.join('\n')))
      else if (column instanceof Float64Array) parts.push(bytesOf(column.map(withOneNaN)))
      else parts.push(bytesOf(column as Exclude<typeof column, string[]>))
    }
  }
  return hash('sha1', Buffer.concat(parts)).slice(0, 16)
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function withOneNaN(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value
}

/** What does not hold of a session, in words. */
export async function violationsOf(
  outcome: LiveOutcome,
  day: SentDay,
  mutation: LiveMutation | undefined,
): Promise<string[]> {
  const records = recordedOnce(outcome)
  const { engine } = outcome
  if (!engine) return records.sequences.size > 0 ? ['no second was made'] : []
  return [
    ...records.violations,
    ...untoldOf(outcome),
    ...missingOf(records, outcome.summary.gaps, day),
    ...takenOf(engine, records.orders),
    ...differencesOf('replayed', outcome.seconds, await replayed(outcome, day, mutation)),
    ...(isOnePass(outcome)
      ? differencesOf('in one pass', outcome.seconds, straight(records, day))
      : []),
  ]
}

/**
 * Are the seconds those of one pass over the records? They are not where the clock closed a second
 * before its records came, or before it was known that they are missing.
 */
export function isOnePass({ engine, recordings }: LiveOutcome): boolean {
  let closed = 0n
  for (const entry of recordings.flatMap(({ entries }) => entries)) {
    if (entry.type === 'closed') closed = BigInt(entry.second) * NS_PER_SECOND
    if (entry.type === 'gap' && closed > BigInt(entry.from)) return false
  }
  return engine?.quality.late_records === 0
}

interface RecordedOrders {
  /** When the first was received. */
  readonly begin: bigint
  /** Of orders that are none of a snapshot. */
  readonly sequences: ReadonlySet<number>
  /** The future's orders in the order of their receipt, each once, and the gaps between them. */
  readonly parts: readonly (Table | Gap)[]
  readonly orders: number
  readonly violations: readonly string[]
}

/**
 * What was recorded, without what a replay sent again. A record is known by its sequence, which the
 * program does not look at.
 */
function recordedOnce({ recordings }: LiveOutcome): RecordedOrders {
  const sequences = new Set<number>()
  const parts: (Table | Gap)[] = []
  const violations: string[] = []
  let orders = 0
  let begin: bigint | undefined
  for (const recording of recordings) {
    const { items, entries } = recording.recorded
    const inConnection = new Set<number>()
    parts.push(...entries.filter((entry) => entry.type === 'gap'))
    for (const item of items) {
      if (item.type !== 'records' || item.layout.kind !== 'mbo') continue
      const { table } = item
      const sequence = table.column('sequence', 'uint32')
      const flags = table.column('flags', 'uint8')
      begin ??= table.column('ts_recv', 'int64')[0]
      for (let row = 0; row < table.length; row++) {
        if ((flags[row] & FLAG.snapshot) === 0) {
          if (inConnection.has(sequence[row]))
            violations.push(`${recording.path} has record ${sequence[row]} twice`)
          inConnection.add(sequence[row])
          if (sequences.has(sequence[row])) continue
          sequences.add(sequence[row])
        }
        parts.push(copyTable(table.rows(row, row + 1)))
        orders++
      }
    }
  }
  return {
    begin: begin ?? 0n,
    sequences,
    parts,
    orders,
    violations: violations.slice(0, MAX_NAMED),
  }
}

/** Every record since the first that came is recorded, but for those in a gap that was noted. */
function missingOf(
  { begin, sequences }: RecordedOrders,
  gaps: readonly Gap[],
  { sent }: SentDay,
): string[] {
  const lost = Array.from(sent).filter(
    ([sequence, time]) =>
      time >= begin &&
      !sequences.has(sequence) &&
      !gaps.some(({ from, to }) => time >= BigInt(from) && time <= BigInt(to)),
  )
  return lost.slice(0, MAX_NAMED).map(([sequence]) => `record ${sequence} is lost`)
}

/** A session tells of itself what came of it. */
function untoldOf({ recordings, status, summary }: LiveOutcome): string[] {
  const bytes = recordings.reduce((sum, recording) => sum + recording.bytes, 0)
  const told = [status.records, status.recorded_bytes, status.reconnects, status.gaps.length]
  const found = [summary.records, bytes, summary.reconnects, summary.gaps.length]
  return told.join() === found.join() ? [] : [`it tells ${told}, expected ${found}`]
}

/** The engine has taken in each recorded order once. */
function takenOf(engine: Engine, orders: number): string[] {
  const { records } = engine.quality
  return records === orders ? [] : [`${records} records were taken in, ${orders} were recorded`]
}

function differencesOf(
  how: string,
  live: ReadonlyMap<number, string>,
  other: ReadonlyMap<number, string>,
): string[] {
  const seconds = new Set([...live.keys(), ...other.keys()])
  const different = [...seconds].filter((second) => live.get(second) !== other.get(second))
  return different.slice(0, MAX_NAMED).map((second) => {
    const which = !live.has(second)
      ? 'was not made live'
      : other.has(second)
        ? 'differs'
        : 'is missing'
    return `${how}, second ${second} ${which}`
  })
}

async function replayed(
  { recordings }: LiveOutcome,
  { setup }: SentDay,
  mutation: LiveMutation | undefined,
): Promise<Map<number, string>> {
  const seconds = new Map<number, string>()
  const keeps = mutation?.keepsClose ?? (() => true)
  const connections = recordings.map(({ recorded: { items, entries } }) => ({
    items,
    entries: entries.filter((entry) => entry.type !== 'closed' || keeps(entry)),
  }))
  await replayConnections(connections, {
    symbol: SYMBOL,
    open: async () => setup.input,
    onSecond: (second) => seconds.set(second.endSecond, digestOf(second)),
  })
  return seconds
}

/** The seconds as one pass over the records makes them, in which no clock closes any before its end. */
function straight({ parts }: RecordedOrders, { setup }: SentDay): Map<number, string> {
  const seconds = new Map<number, string>()
  const engine = new Engine({
    ...setup.input,
    onSecond: (second) => seconds.set(second.endSecond, digestOf(second)),
  })
  for (const part of parts) {
    if ('reason' in part)
      engine.addGap({ from: BigInt(part.from), to: BigInt(part.to), reason: part.reason })
    else engine.push(mboRecords(part))
  }
  engine.advanceTo(setup.input.session.endSecond)
  engine.end()
  return seconds
}
