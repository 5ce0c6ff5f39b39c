import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mboRecords } from '../../src/book/mbo-records.ts'
import { readDbn } from '../../src/dbn/file.ts'
import { FuturesEvents } from '../../src/engine/futures-events.ts'
import { KINDS } from '../../src/events/event-rows.ts'
import { THRESHOLDS } from '../../src/events/thresholds.ts'
import { parseSession } from '../../src/market/session.ts'
import { synthesize } from '../../src/synth/synthesize.ts'
import type { TruthDay } from '../../src/synth/truth.ts'
import { type PatternShares, patternRecall } from './pattern-recall.ts'

const TICK = 250_000_000

/** A made day with patterns: its truth, and what of it the detectors find. */
export async function patternDay(seed: number, session: string, events: number) {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-patterns-'))
  try {
    const options = { folder, seed, session, events, expiries: [], patternsPerHour: 3 }
    const { days } = await synthesize(options)
    const [day] = days
    const found = new FuturesEvents(TICK, parseSession(session, day.date), THRESHOLDS)
    const path = join(folder, `glbx-mdp3-${day.date.replaceAll('-', '')}.mbo.dbn.zst`)
    for await (const item of readDbn(path)) {
      if (item.type === 'records') found.push(mboRecords(item.table))
    }
    found.endFile()
    return { day, recall: recallOf(day, found) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function recallOf(day: TruthDay, { rows }: FuturesEvents): ReadonlyMap<string, PatternShares> {
  const start = BigInt(day.start_ts_ns)
  const table = Array.from({ length: rows.length }, (_, row) => ({
    kind: KINDS[rows.kind[row]],
    side: rows.side[row] === 0 ? 'A' : 'B',
    low: BigInt(rows.low[row]) * BigInt(TICK),
    high: BigInt(rows.high[row]) * BigInt(TICK),
    known: start + BigInt(rows.known[row]),
  }))
  return patternRecall(day.patterns ?? [], table, TICK)
}
