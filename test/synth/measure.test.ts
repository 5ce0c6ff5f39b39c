import { beforeAll, describe, expect, test } from 'vitest'
import { type DayMeasures, measureDay } from '../../src/synth/measure.ts'
import { generate, removeFoldersAfterwards } from './synthetic-day.ts'

removeFoldersAfterwards()

describe('a generated hour, read back through the real book', () => {
  let hour: DayMeasures

  beforeAll(async () => {
    const day = await generate({
      session: '10:30-11:30',
      events: 60_000,
      episodesPerHour: 12,
      expiries: [],
    })
    hour = await measureDay(day.folder, day.truth, day.truth.days[0])
  })

  test('lies in the range of real sessions by every measure', () => {
    expect(hour.measures).toHaveLength(5)
    for (const measure of hour.measures) expect(measure).toMatchObject({ accepted: true })
  })

  test('is clean', () => {
    expect(hour.quality).toMatchObject({
      cancel_unknown: 0,
      modify_unknown: 0,
      duplicate_add: 0,
      late_records: 0,
      off_grid: 0,
      side_change: 0,
      crossed_windows: 0,
      book_origin: 'snapshot',
    })
  })

  test('shows its vacuums and not their look-alikes', () => {
    const kinds = hour.recall.episodes.map(({ episode }) => episode.kind)
    for (const kind of ['fill', 'drift', 'roll']) expect(kinds).toContain(kind)
    expect(kinds.filter((kind) => kind === 'vacuum').length).toBeGreaterThanOrEqual(10)
    expect(hour.recall.vacuumRecall).toBeGreaterThanOrEqual(0.9)
    expect(hour.recall.falseRate).toBeLessThan(0.2)
  })
})

test('a busy quarter of an hour shows them as well', async () => {
  const day = await generate({
    session: '13:00-13:15',
    events: 250_000,
    episodesPerHour: 12,
    expiries: [],
    seed: 3,
  })
  const { recall } = await measureDay(day.folder, day.truth, day.truth.days[0])
  expect(recall.vacuumRecall).toBeGreaterThanOrEqual(0.9)
  expect(recall.falseRate).toBeLessThan(0.2)
})
