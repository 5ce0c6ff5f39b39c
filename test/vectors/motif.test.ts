import { afterAll, expect, it } from 'vitest'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { Random } from '../../src/synth/prng.ts'
import { FEATURES } from '../../src/vectors/features.ts'
import { scaleOf } from '../../src/vectors/scale.ts'
import { VectorSearch } from '../../src/vectors/search.ts'
import { readVectorDay, type VectorDay } from '../../src/vectors/vector-day.ts'
import { lakeOf, removeFolders } from '../metamorphic/made-days.ts'
import { LONG } from '../setup/long.ts'
import { OrderDay, REPLAY_SECONDS, type Replay } from './replayed-day.ts'

const SESSION = '09:30-11:30'
const [FIRST_DT, DT] = ['2026-01-06', '2026-01-07']
const MOTIFS = 15
const PAIRS = 7
/** None of these was looked at while features were chosen. */
const FIRST_SEED = 41
/** The first motif, and how far they are apart, seconds. */
const [FIRST_SECONDS, STEP_SECONDS] = [500, 400]
const NEAR_SECONDS = 5

afterAll(removeFolders)

const openOf = (dt: string) => BigInt(Date.parse(`${dt}T09:30:00-05:00`)) * 1_000_000n

function replaysOf(sourceDt: string, dt: string, order: readonly number[]): Replay[] {
  const place = (motif: number) => BigInt(FIRST_SECONDS + motif * STEP_SECONDS) * 1_000_000_000n
  return order.map((motif, at) => ({
    from: openOf(sourceDt) + place(motif),
    to: openOf(dt) + place(at),
  }))
}

/** The same order flow in two sessions, in another order. */
async function makePair(seed: number): Promise<{ days: VectorDay[]; order: number[] }> {
  const shared = { session: SESSION, events: 240_000 }
  const random = new Random(seed, 'replays')
  const source = await OrderDay.make({ ...shared, seed: 3 * seed, date: FIRST_DT })
  const earlier = await OrderDay.make({ ...shared, seed: 3 * seed + 1, date: FIRST_DT })
  const later = await OrderDay.make({ ...shared, seed: 3 * seed + 2, date: DT })
  const inOrder = Array.from({ length: MOTIFS }, (_, motif) => motif)
  const order = inOrder
    .map((motif) => [random.uniform(), motif] as const)
    .sort(([a], [b]) => a - b)
    .map(([, motif]) => motif)
  const folders = [
    await earlier.withReplays(source, replaysOf(FIRST_DT, FIRST_DT, inOrder), random),
    await later.withReplays(source, replaysOf(FIRST_DT, DT, order), random),
  ]
  const lake = await lakeOf({ paths: folders, options: { session: SESSION } })
  const days: VectorDay[] = []
  for (const dt of [FIRST_DT, DT]) {
    const day = await LakeSeconds.open(lake, 'ESH6', dt)
    days.push(await readVectorDay(day))
    await day.close()
  }
  return { days, order }
}

/** The second of a motif's end in a session, from the first that the day has. */
const endOf = (day: VectorDay, dt: string, place: number) =>
  Number(openOf(dt) / 1_000_000_000n) +
  FIRST_SECONDS +
  place * STEP_SECONDS +
  REPLAY_SECONDS -
  day.firstSecond

it('order flow that is replayed in another session is the first answer', LONG, async () => {
  let [found, control, all] = [0, 0, 0]
  for (let seed = FIRST_SEED; seed < FIRST_SEED + PAIRS; seed++) {
    const {
      days: [earlier, later],
      order,
    } = await makePair(seed)
    const scale = scaleOf([earlier])
    for (const [place, motif] of order.entries()) {
      const row = endOf(later, DT, place)
      const vector = later.values.slice(row * FEATURES.length, (row + 1) * FEATURES.length)
      const second = later.firstSecond + row
      const search = new VectorSearch({ vector, second, lastSecond: second - 300 }, scale, 1)
      const [answer] = search.day(earlier).answers
      const errorTo = (other: number) =>
        Math.abs(answer.second - earlier.firstSecond - endOf(earlier, FIRST_DT, other))
      if (errorTo(motif) <= NEAR_SECONDS) found++
      // Another motif's place is as likely as any other second.
      if (errorTo((motif + 7) % MOTIFS) <= NEAR_SECONDS) control++
      all++
    }
  }
  console.info(`motifs: ${found} of ${all} found, control ${control}`)
  expect(found).toBeGreaterThanOrEqual(0.95 * all)
  expect(control).toBeLessThanOrEqual(0.01 * all)
})
