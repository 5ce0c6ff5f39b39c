import { readDbn } from '../../src/dbn/file.ts'
import { RECORD_KINDS } from '../../src/dbn/layout.ts'
import { readText } from '../../src/files/user-files.ts'
import { type FeedOptions, LiveFeed } from '../../src/live/feed.ts'
import {
  type Closed,
  type Gap,
  journalOf,
  parseJournal,
  recordedGaps,
} from '../../src/stages/recording-journal.ts'

/**
 * Makes a session's seconds again from its recordings, in the order in which they were made, and
 * their journals: bit for bit what was made live.
 */
export async function replayRecordings(
  paths: readonly string[],
  options: Pick<FeedOptions, 'symbol' | 'open' | 'onSecond'>,
): Promise<void> {
  const ignore = () => {}
  const gaps: Gap[] = []
  const feed = new LiveFeed({
    ...options,
    onClosed: ignore,
    onNotice: ignore,
    onStatistics: ignore,
    onOrders: () => {
      for (const gap of gaps.splice(0)) feed.addGap(gap)
    },
  })
  for (const path of paths) {
    gaps.push(...(await recordedGaps(path)))
    await replayOne(feed, path)
  }
  feed.end()
}

async function replayOne(feed: LiveFeed, path: string): Promise<void> {
  const journal = journalOf(path)
  const text = await readText(journal)
  if (text === undefined) throw new Error(`${path}: the recording has no journal of its closes`)
  const entries = parseJournal(text, journal)
  const begun = entries.find((entry) => entry.type === 'begun')
  if (!begun) throw new Error(`${path}: the recording has no journal of its closes`)
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
  for await (const item of readDbn(path, { kinds: RECORD_KINDS, raw: true })) {
    if (item.type === 'end') break
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
