// @module-tag slow
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inChildProcess } from '../../src/pipeline/executor/child.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import { assertFewLate, lateNotes } from '../../src/stages/late-records.ts'
import { DAY, dayRecords, type Fields, writeDbn } from './made-day.ts'
import {
  ingestFiles,
  manifestOf,
  runAndTell,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
} from './made-lake.ts'

const DAY_OF = { symbol: 'ESH6', dt: DAY }
const SECOND = 1_000_000_000n

/** A lake of a day of which every so many events are stamped three seconds before they come. */
async function lateLake(every: number, seconds: number) {
  const lake = temporaryLake()
  const file = join(temporaryFolder(), 'es.mbo.dbn.zst')
  let event = 0
  const stamped = (fields: Fields): Fields => {
    // Single events of the live market only: one of several records is placed by its first.
    const isLive = Number(fields.flags) === 128 && fields.action !== 'C'
    if (!isLive || ++event % every !== 0 || event < 30) return fields
    return { ...fields, ts_event: BigInt(fields.ts_event) - 3n * SECOND }
  }
  const records = dayRecords({ seconds, instruments: ['ESH6'] }).map(stamped)
  await writeDbn(file, records)
  await ingestFiles(lake, [file])
  return lake
}

async function shareOf(lake: Awaited<ReturnType<typeof lateLake>>): Promise<number> {
  const { quality } = await manifestOf(lake, { ...DAY_OF, dataset: SNAPSHOT })
  return Number(quality.late_records) / Number(quality.records)
}

const statusNotes = async (lake: Awaited<ReturnType<typeof lateLake>>) => {
  const states = await pipelineStatus(lake, {}, {})
  return states.filter(({ dataset }) => dataset === SNAPSHOT).flatMap(({ notes }) => notes)
}

describe('a day with late records', () => {
  it('of more than 5 % is refused, whoever runs it, and --allow-late lifts it', async () => {
    const lake = await lateLake(5, 60)
    for (const executor of [undefined, inChildProcess]) {
      const { written, failed } = await runAndTell(lake, { executor })
      expect(written).toEqual([])
      expect(failed[0]).toMatch(
        /^ESH6 2026-01-06: \d+ records \([\d.]+ %\) came after their second: the clock of the feed is broken, or its records are out of order \(expected at most 5 %\); get the file again, or pass --allow-late to make the day all the same\.$/,
      )
      await expect(manifestOf(lake, { ...DAY_OF, dataset: SNAPSHOT })).rejects.toThrow('not there')
    }
    const { failed } = await runAndTell(lake, { allowLate: true, executor: inChildProcess })
    expect(failed).toEqual([])
    expect(await shareOf(lake)).toBeGreaterThan(0.05)
    expect((await statusNotes(lake)).join()).toContain('came after their second')
    // It is fresh without the flag too.
    expect(await runAndTell(lake)).toMatchObject({ written: [], failed: [] })
  }, 60_000)

  it('of more than 0.1 % is made, and says so in its status', async () => {
    const lake = await lateLake(150, 120)
    const { failed } = await runAndTell(lake)
    expect(failed).toEqual([])
    const share = await shareOf(lake)
    expect(share).toBeGreaterThan(0.001)
    expect(share).toBeLessThan(0.05)
    expect((await statusNotes(lake)).join()).toMatch(
      /\d+ records \([\d.]+ %\) came after their second, and count in a later one/,
    )
  })
})

it.each([
  [{ records: 1000, late_records: 1 }, 0, false],
  [{ records: 1000, late_records: 2 }, 1, false],
  [{ records: 1000, late_records: 50 }, 1, false],
  [{ records: 1000, late_records: 51 }, 1, true],
  [{ records: 1000, late_records: 0, option_records: 100, option_late_records: 6 }, 1, true],
  [{ records: 0, late_records: 0 }, 0, false],
  [{}, 0, false],
])('%j: %i notes, refused %j', (quality, notes, isRefused) => {
  expect(lateNotes(quality)).toHaveLength(notes)
  const check = () => assertFewLate(quality, DAY_OF)
  if (isRefused) expect(check).toThrow('came after their second')
  else expect(check).not.toThrow()
})
