import type { DbnItem } from '../../src/dbn/decoder.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { RECORD_KINDS } from '../../src/dbn/layout.ts'
import { readText } from '../../src/files/user-files.ts'
import { type FeedOptions, LiveFeed } from '../../src/live/feed.ts'
import {
  type Closed,
  type JournalEntry,
  journalOf,
  parseJournal,
} from '../../src/stages/recording-journal.ts'

/** One connection's records, and its journal. */
export interface RecordedConnection {
  readonly items: AsyncIterable<DbnItem> | Iterable<DbnItem>
  readonly entries: readonly JournalEntry[]
}

type ReplayOptions = Pick<FeedOptions, 'symbol' | 'open' | 'onSecond'>

/**
 * Makes a session's seconds again from its recordings, in the order in which they were made, and
 * their journals: bit for bit what was made live.
 */
export async function replayRecordings(
  paths: readonly string[],
  options: ReplayOptions,
): Promise<void> {
  await replayConnections(await Promise.all(paths.map(recordedIn)), options)
}

/** {@link replayRecordings} of what is in memory. */
export async function replayConnections(
  connections: readonly RecordedConnection[],
  options: ReplayOptions,
): Promise<void> {
  const ignore = () => {}
  let gaps: JournalEntry[] = []
  const feed = new LiveFeed({
    ...options,
    onClosed: ignore,
    onNotice: ignore,
    onStatistics: ignore,
    onOrders: () => {
      for (const gap of gaps) if (gap.type === 'gap') feed.addGap(gap)
      gaps = []
    },
  })
  for (const connection of connections) {
    gaps.push(...connection.entries.filter(({ type }) => type === 'gap'))
    await replayOne(feed, connection)
  }
  feed.end()
}

async function recordedIn(path: string): Promise<RecordedConnection> {
  const journal = journalOf(path)
  const text = await readText(journal)
  if (text === undefined) throw new Error(`${path}: the recording has no journal of its closes`)
  return { items: itemsIn(path), entries: parseJournal(text, journal) }
}

async function* itemsIn(path: string): AsyncGenerator<DbnItem> {
  for await (const item of readDbn(path, { kinds: RECORD_KINDS, raw: true })) {
    if (item.type !== 'end') yield item
  }
}

async function replayOne(feed: LiveFeed, { items, entries }: RecordedConnection): Promise<void> {
  const begun = entries.find((entry) => entry.type === 'begun')
  if (!begun) throw new Error('the journal does not say how its connection began')
  const closes = entries.filter((entry): entry is Closed => {
    return entry.type === 'closed' && entry.by === 'clock'
  })
  feed.begin(begun.resumes)
  let next = 0
  const closeDue = () => {
    for (; next < closes.length && closes[next].after === feed.records; next++) {
      feed.closeUntil(closes[next].second)
    }
  }
  closeDue()
  for await (const item of items) {
    if (item.type !== 'records') {
      await feed.take(item)
      closeDue()
      continue
    }
    const { table } = item
    for (let row = 0; row < table.length; ) {
      const due = closes[next]?.after ?? Number.POSITIVE_INFINITY
      const to = Math.min(table.length, row + Math.max(1, due - feed.records))
      await feed.take({ ...item, table: table.rows(row, to) })
      row = to
      closeDue()
    }
  }
}
