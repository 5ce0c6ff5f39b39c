import { Failure } from '../failure.ts'
import { readText } from '../files/user-files.ts'
import type { UnixSecond } from '../market/time.ts'

/** What a recording's journal says, a line each, in the order in which it came about. */
export type JournalEntry = Begun | Closed | Gap

/** How a connection goes on from the one before. */
export interface Begun {
  readonly type: 'begun'
  /** Its number in the session, from 1; 0 where it only asked for definitions. */
  readonly connection: number
  /** True where it asked for a replay of what the last one may have missed. */
  readonly resumes: boolean
}

/** A second was closed. */
export interface Closed {
  readonly type: 'closed'
  /** Unix second at which it ends. */
  readonly second: UnixSecond
  /** Records of this recording, of all kinds, that had been taken in; those at hand by a record. */
  readonly after: number
  /** By the clock, or by a record of a later second. */
  readonly by: 'clock' | 'record'
}

/** Records are missing, and nobody knows how many. */
export interface Gap {
  readonly type: 'gap'
  /**
   * ts_event of the last record before, or ts_recv of a snapshot that none came after, and ts_recv of
   * the first one after the gap, nanoseconds.
   */
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** The journal's name beside a recording. */
export function journalOf(recording: string): string {
  return `${recording}.closes.ndjson`
}

export function formatEntry(entry: JournalEntry): string {
  return JSON.stringify(entry)
}

/**
 * The gaps that a file's journal names; none of a file without a journal.
 *
 * @throws Failure `input` where the journal is damaged
 */
export async function recordedGaps(recording: string): Promise<Gap[]> {
  const journal = journalOf(recording)
  const text = await readText(journal)
  if (text === undefined) return []
  return parseJournal(text, journal).filter((entry) => entry.type === 'gap')
}

/**
 * Reads a journal. A last line that is not complete is left out: it was being written.
 *
 * @throws Failure `input` where a line is none of a journal
 */
export function parseJournal(text: string, where: string): JournalEntry[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n')
  return lines.flatMap((line, index) => {
    if (line === '') return []
    const entry = parseEntry(line)
    if (entry) return [entry]
    throw new Failure({
      code: 'input',
      what: 'this is no line of a journal',
      where: `${where}, line ${index + 1}`,
      found: line.slice(0, 60),
    })
  })
}

function parseEntry(line: string): JournalEntry | undefined {
  let found: unknown
  try {
    found = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof found !== 'object' || found === null) return undefined
  return isBegun(found) || isClosed(found) || isGap(found) ? found : undefined
}

function isBegun(entry: object): entry is Begun {
  return has(entry, 'type', 'begun') && 'connection' in entry && 'resumes' in entry
}

function isClosed(entry: object): entry is Closed {
  return (
    has(entry, 'type', 'closed') &&
    'second' in entry &&
    Number.isInteger(entry.second) &&
    'after' in entry &&
    Number.isInteger(entry.after) &&
    (has(entry, 'by', 'clock') || has(entry, 'by', 'record'))
  )
}

function isGap(entry: object): entry is Gap {
  return (
    has(entry, 'type', 'gap') &&
    'from' in entry &&
    isDigits(entry.from) &&
    'to' in entry &&
    isDigits(entry.to) &&
    'reason' in entry &&
    typeof entry.reason === 'string'
  )
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value)
}

function has(entry: object, name: string, value: string): boolean {
  return name in entry && (entry as Readonly<Record<string, unknown>>)[name] === value
}
