import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { LruMap } from '../../src/lru-map.ts'
import { FinishedDay } from '../../src/seconds/day-seconds.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import type { SecondSource } from '../../src/seconds/second.ts'
import { DayFeed } from '../../src/serve/day-feed.ts'
import type { FramedSecond } from '../../src/serve/framed-second.ts'
import { type LaneListener, Lanes } from '../../src/serve/lane.ts'
import { Metrics } from '../../src/serve/metrics.ts'
import { formOf } from '../../src/serve/stream-form.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

let lake: Lake
let stored: LakeSeconds
let clock: VirtualClock
let lanes: Lanes
/** How long a second takes to be read, by the virtual clock. */
let delayMs: (endSecond: number) => number
let reads: number[]

beforeAll(async () => {
  lake = await servedLake(60)
  stored = await LakeSeconds.open(lake, SYMBOL, DAY)
})
afterAll(async () => {
  await stored.close()
  removeLake(lake)
})

beforeEach(() => {
  clock = new VirtualClock()
  delayMs = () => 0
  reads = []
  const source: SecondSource = {
    day: stored.day,
    close: async () => {},
    readRange: (...range) => stored.readRange(...range),
    read: async (endSecond) => {
      reads.push(endSecond)
      const second = await stored.read(endSecond)
      const wait = delayMs(endSecond)
      if (wait > 0) await new Promise<void>((resolve) => clock.timeout(wait, resolve))
      return second
    },
  }
  const metrics = new Metrics()
  const cache = new LruMap<string, FramedSecond>({ max: 1000 })
  lanes = new Lanes(
    new DayFeed('1', new FinishedDay(source), cache, metrics, clock),
    metrics,
    clock,
  )
})

/** Notes what comes when. */
class Notes implements LaneListener {
  readonly delivered: { readonly second: number; readonly at: number }[] = []
  skipped = 0
  hasEnded = false
  deliver({ endSecond }: FramedSecond): void {
    this.delivered.push({ second: endSecond - stored.day.firstEndSecond, at: clock.now() })
  }
  skip(count: number): void {
    this.skipped += count
  }
  end(): void {
    this.hasEnded = true
  }
  fail(error: unknown): void {
    throw error
  }
}

const join = (listener: LaneListener, speed: number, second = 0) =>
  lanes.join(listener, stored.day.firstEndSecond + second, speed, clock.now(), formOf(false))

describe('a lane', () => {
  test.each([1, 10, 100])('at speed %d delivers each second when it is due', async (speed) => {
    const notes = new Notes()
    join(notes, speed)
    await clock.advance(61_000 / speed)
    const period = 1000 / speed
    expect(notes.delivered).toEqual(
      Array.from({ length: 60 }, (_, second) => ({ second, at: second * period })),
    )
    expect(notes).toMatchObject({ skipped: 0, hasEnded: true })
  })

  test('of 16 is full; those who come then begin a step of the grid later', async () => {
    const all = Array.from({ length: 20 }, () => new Notes())
    for (const notes of all) join(notes, 1)
    await clock.advance(2500)
    const seconds = [0, 1, 2]
    const atGrid = seconds.map((second) => ({ second, at: second * 1000 }))
    const later = atGrid.map(({ second, at }) => ({ second, at: at + 50 }))
    expect(all.slice(0, 16).map(({ delivered }) => delivered)).toEqual(Array(16).fill(atGrid))
    expect(all.slice(16).map(({ delivered }) => delivered)).toEqual(Array(4).fill(later))
    // Each second is read and encoded once for all of them.
    expect(reads).toEqual([...new Set(reads)])
  })

  test('is late for one second and on time for the next: lateness is not handed on', async () => {
    delayMs = (endSecond) => (endSecond === stored.day.firstEndSecond + 9 ? 1200 : 0)
    const notes = new Notes()
    join(notes, 5)
    await clock.advance(4000)
    const late = notes.delivered.filter(({ second, at }) => at !== second * 200)
    expect(late.map(({ second }) => second)).toContain(9)
    expect(notes.delivered.at(-1)?.at).toBe(4000)
    expect(notes.delivered.at(-1)?.second).toBe(20)
  })

  test('passes over seconds where it is far behind, and says how many', async () => {
    delayMs = (endSecond) => (endSecond === stored.day.firstEndSecond + 9 ? 3000 : 0)
    const notes = new Notes()
    join(notes, 5)
    await clock.advance(20_000)
    const seconds = notes.delivered.map(({ second }) => second)
    expect(notes.skipped).toBeGreaterThan(0)
    expect(seconds.length + notes.skipped).toBe(60)
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b))
    expect(seconds.at(-1)).toBe(59)
  })

  test('that is left delivers no more, and knows where it was left', async () => {
    const notes = new Notes()
    const lane = join(notes, 1)
    await clock.advance(2500)
    const place = lane.leave(notes)
    await clock.advance(5000)
    expect(notes.delivered).toHaveLength(3)
    expect(place).toEqual({ endSecond: stored.day.firstEndSecond + 3, due: 3000 })
    expect(clock.pending).toBe(0)
  })
})
