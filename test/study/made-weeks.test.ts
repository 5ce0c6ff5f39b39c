import { afterAll, expect, it } from 'vitest'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import { parseSignal } from '../../src/signals/signal.ts'
import { readSession } from '../../src/study/read-session.ts'
import type { SessionSeries } from '../../src/study/session-series.ts'
import { study } from '../../src/study/study.ts'
import { lakeOf, makeDays, removeFolders } from '../metamorphic/made-days.ts'
import { LONG } from '../setup/long.ts'

const SESSION = '09:30-11:30'
/** The days after the first, which has only its own norms. */
const DATES = ['2026-01-06', '2026-01-07', '2026-01-08', '2026-01-09', '2026-01-12']

const SIGNALS = [
  'above_score > q(above_score, 0.99)',
  'vacuum_total_score > q(vacuum_total_score, 0.95)',
]

afterAll(removeFolders)

/** A week from orders to verdicts, of a signal that points up and of one that points nowhere. */
async function verdictsOf(seed: number) {
  const folder = await makeDays({
    seed,
    effect: 8,
    episodesPerHour: 15,
    date: '2026-01-05',
    days: 6,
    session: SESSION,
    events: 60_000,
    expiries: [],
  })
  const lake = await lakeOf({ paths: [folder], options: { session: SESSION } })
  const signals = SIGNALS.map((text) => parseSignal(text, shippedColumns()))
  const sessions: SessionSeries[][] = SIGNALS.map(() => [])
  for (const dt of DATES) {
    const read = await readSession(lake, { symbol: 'ESH6', dt }, signals)
    for (const [index, series] of read.entries()) sessions[index].push(series)
  }
  const costs = { latencyMs: 100, feesTicks: 0.36, seed: 1 }
  return SIGNALS.flatMap((signal, index) => {
    const question = {
      signal,
      sessions: sessions[index],
      side: 'long',
      horizonSeconds: 60,
    } as const
    return study([question], costs).map(({ verdict, pays }) => [verdict, pays])
  })
}

it.each([4, 5, 6])('a planted effect is found in the orders of seed %d', LONG, async (seed) => {
  expect(await verdictsOf(seed)).toEqual([
    ['predicts', false],
    ['no better than chance', false],
  ])
})
