// @module-tag slow
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { pipelineStatus } from '../../src/pipeline/status.ts'
import { validityNotes } from '../../src/stages/book-validity.ts'
import { assertOnGrid, offGridNotes } from '../../src/stages/off-grid.ts'
import { assertFewOverlong, overlongNotes } from '../../src/stages/overlong-events.ts'
import { assertFewRepeated, repeatedNotes } from '../../src/stages/repeated-orders.ts'
import { assertMostDefined, undefinedNotes } from '../../src/stages/undefined-records.ts'
import { unknownNotes } from '../../src/stages/unknown-orders.ts'
import { INTEGRITY } from '../../src/verify/integrity.ts'
import { runChecks } from '../../src/verify/run-checks.ts'
import { DAY, dayRecords, type Fields, TICK, writeDbn } from './made-day.ts'
import {
  ingestFiles,
  manifestOf,
  runAndTell,
  SNAPSHOT,
  temporaryFolder,
  temporaryLake,
} from './made-lake.ts'

const DAY_OF = { symbol: 'ESH6', dt: DAY }
const UNDEF_SIZE = 2 ** 32 - 1

/** Whether a record has a price, a size and a side to lose. */
const isOrder = ({ action }: Fields) => action === 'A' || action === 'M'

/** A lake of a day whose records were changed. */
async function changedLake(change: (fields: Fields, row: number) => readonly Fields[]) {
  const lake = temporaryLake()
  const file = join(temporaryFolder(), 'es.mbo.dbn.zst')
  const records = dayRecords({ seconds: 120, instruments: ['ESH6'] })
  await writeDbn(file, records.flatMap(change))
  await ingestFiles(lake, [file])
  return lake
}

type MadeLake = Awaited<ReturnType<typeof changedLake>>

const snapshotOf = (lake: MadeLake) => manifestOf(lake, { ...DAY_OF, dataset: SNAPSHOT })

async function statusNotes(lake: MadeLake): Promise<readonly string[]> {
  const states = await pipelineStatus(lake, {}, {})
  return states.filter(({ dataset }) => dataset === SNAPSHOT).flatMap(({ notes }) => notes)
}

/** The one note of a day that is made, which its run, its status and its manifest have. */
async function notesOf(lake: MadeLake): Promise<string> {
  const { failed } = await runAndTell(lake)
  expect(failed).toEqual([])
  const told = await statusNotes(lake)
  const { notes } = await snapshotOf(lake)
  expect(notes).toEqual(expect.arrayContaining([...told]))
  return told.join('; ')
}

/** The failure of a day that is not made. */
async function failureOf(lake: MadeLake): Promise<string> {
  const { written, failed } = await runAndTell(lake)
  expect(written).toEqual([])
  await expect(snapshotOf(lake)).rejects.toThrow('not there')
  return failed[0]
}

describe('prices between two ticks', () => {
  const halfTick = ({ price, ...fields }: Fields) => ({
    ...fields,
    price: BigInt(price) + BigInt(TICK / 2),
  })

  it('are noted where they are few', async () => {
    const isChanged = (fields: Fields, row: number) => row % 60 === 20 && isOrder(fields)
    const lake = await changedLake((fields, row) =>
      isChanged(fields, row) ? [halfTick(fields)] : [fields],
    )
    expect(await notesOf(lake)).toMatch(
      /^\d+ records \([\d.]+ %\) have a price between two ticks, and count at the tick below$/,
    )
  })

  it('refuse the day where they are many, and the advice helps', async () => {
    const lake = await changedLake((fields) => [halfTick(fields)])
    expect(await failureOf(lake)).toMatch(
      /^ESH6 2026-01-06: \d+ records \([\d.]+ %\) have a price between two ticks of 0\.25 \(tick size from table by root\) \(expected at most 5 %\); set the contract's tick with --roots ES\.tick=…\.$/,
    )
    const options = { roots: { ES: { tick: 0.125 } } }
    expect((await runAndTell(lake, { options })).failed).toEqual([])
  })

  it('refuse the day where the configuration has a wrong tick', async () => {
    const lake = await changedLake((fields) => [fields])
    const { failed } = await runAndTell(lake, { options: { roots: { ES: { tick: 1 } } } })
    expect(failed[0]).toContain('two ticks of 1 (tick size from the configuration of ES)')
  })
})

describe('records without a value', () => {
  it.each<[string, Fields]>([
    ['price', { price: UNDEF_PRICE }],
    ['price that has a tick', { price: 9_200_000_000_000_000_000n }],
    ['size', { size: UNDEF_SIZE }],
    ['size above 0', { size: 0 }],
    ['side', { side: 'N' }],
    ['side that DBN defines', { side: 'X' }],
  ])('are noted: no %s', async (_, change) => {
    let changed = 0
    const lake = await changedLake((fields, row) => {
      if (row % 20 !== 5 || fields.action !== 'A') return [fields]
      changed++
      return [{ ...fields, ...change }]
    })
    const { failed } = await runAndTell(lake)
    expect(failed).toEqual([])
    expect(changed).toBeGreaterThan(0)
    expect(await notesOf(lake)).toMatch(
      new RegExp(
        `(^|; )${changed} records \\([\\d.]+ %\\) are without a usable price, size or side: they are in no book$`,
      ),
    )
  })

  it('refuse the day where no order has a price', async () => {
    const lake = await changedLake((fields) => [{ ...fields, price: UNDEF_PRICE }])
    expect(await failureOf(lake)).toMatch(
      /^ESH6 2026-01-06: \d+ records \([\d.]+ %\) are without a usable price, size or side \(expected at most 25 %\); get the file again/,
    )
  })
})

describe('events without an end', () => {
  const isUnended = (from: number, to: number) => (fields: Fields, row: number) =>
    row >= from && row < to ? [{ ...fields, flags: Number(fields.flags) & 127 }] : [fields]

  it('are noted where few records are in them', async () => {
    const lake = await changedLake(isUnended(100, 112))
    expect(await notesOf(lake)).toMatch(
      /^\d records \(0\.\d+ %\) continue an event that began a second or more before, and count in its second$/,
    )
  })

  it('refuse the day where many are', async () => {
    const lake = await changedLake(isUnended(100, 400))
    expect(await failureOf(lake)).toMatch(
      /^ESH6 2026-01-06: 29\d records \([\d.]+ %\) continue an event that began a second or more before: the ends of events \(flag F_LAST\) are missing \(expected at most 5 %\); get the file again, with all its records and flags/,
    )
  })
})

describe('orders that are added twice', () => {
  it('are noted, even one', async () => {
    const lake = await changedLake((fields, row) => {
      // The snapshot's first order.
      return row === 0 ? [fields, fields] : [fields]
    })
    expect(await notesOf(lake)).toMatch(
      /^1 records \([\d.]+ %\) add an order that is in the book already: the last add counts$/,
    )
  })

  it('refuse the day where every record is repeated', async () => {
    const lake = await changedLake((fields) => [fields, fields])
    expect(await failureOf(lake)).toMatch(
      /^ESH6 2026-01-06: \d+ records \([\d.]+ %\) add an order that is in the book already: records are repeated within a file, or two feeds are mixed \(expected at most 0\.5 %\); get the file again, each record once, and replace the day with --overwrite\.$/,
    )
  })
})

it('orders whose add is missing are noted in a book that is whole', async () => {
  const isLost = ({ action, flags }: Fields, row: number) =>
    action === 'A' && flags === 128 && row % 3 === 0
  const lake = await changedLake((fields, row) => (isLost(fields, row) ? [] : [fields]))
  expect(await notesOf(lake)).toMatch(
    /^\d+ records \([\d.]+ %\) cancel or change an order that is not in the book: records are missing, or repeated$/,
  )
})

it('a book of one side is valid in no second, and says so', async () => {
  const lake = await changedLake((fields) =>
    isOrder(fields) && fields.side === 'A' ? [] : [fields],
  )
  expect(await notesOf(lake)).toContain('the book is valid in no second')
  expect((await snapshotOf(lake)).quality.valid_seconds).toBe(0)
})

it('a book of one side without trades has tables without a row, which verify fails', async () => {
  const lake = await changedLake((fields) =>
    'TF'.includes(`${fields.action}`) || (isOrder(fields) && fields.side === 'A') ? [] : [fields],
  )
  expect(await notesOf(lake)).toContain('the book is valid in no second')
  const { signal } = new AbortController()
  const report = await runChecks(lake, INTEGRITY, { signal })
  const failed = report.checks.filter(({ pass }) => !pass).map(({ name }) => name)
  expect(failed).toEqual(['wall', 'vacuum', 'radar', 'bands'].map((name) => `${name} presence`))
})

describe('a day of which no event ends is refused', () => {
  const sentence = (count: string) =>
    new RegExp(
      `none of the ${count} records ends an event \\(flag F_LAST\\), so the book can be read at no time`,
    )

  it('without F_LAST', async () => {
    const lake = await changedLake((fields) => [{ ...fields, flags: Number(fields.flags) & 127 }])
    expect(await failureOf(lake)).toMatch(sentence('\\d+'))
  })

  it('of trades alone, and --overwrite replaces it', async () => {
    const lake = await changedLake((fields) => (fields.action === 'T' ? [fields] : []))
    expect(await failureOf(lake)).toMatch(sentence('\\d+'))
    const file = join(temporaryFolder(), 'whole.mbo.dbn.zst')
    await writeDbn(file, dayRecords({ seconds: 30, instruments: ['ESH6'] }))
    await ingestFiles(lake, [file], { overwrite: true })
    expect((await runAndTell(lake)).failed).toEqual([])
  })
})

describe('the limits', () => {
  const job = { ...DAY_OF, parameters: { tick_size: TICK }, notes: [] }

  it.each([
    [{ records: 1000, off_grid: 1 }, 0, false],
    [{ records: 1000, off_grid: 2 }, 1, false],
    [{ records: 1000, off_grid: 50 }, 1, false],
    [{ records: 1000, off_grid: 51 }, 1, true],
    // Options have a common grid of their own: no tick is configured for it.
    [{ records: 1000, off_grid: 0, option_records: 10, option_off_grid: 9 }, 1, false],
    [{}, 0, false],
  ])('off the grid, %j: %i notes, refused %j', (quality, notes, isRefused) => {
    expect(offGridNotes(quality)).toHaveLength(notes)
    const check = () => assertOnGrid(quality, job)
    if (isRefused) expect(check).toThrow('between two ticks of 0.25')
    else expect(check).not.toThrow()
  })

  it.each([
    [{ records: 1000, undefined_records: 0 }, 0, false],
    [{ records: 1000, undefined_records: 1 }, 1, false],
    [{ records: 1000, undefined_records: 250 }, 1, false],
    [{ records: 1000, undefined_records: 251 }, 1, true],
    [{ records: 1000, option_records: 100, option_undefined_records: 26 }, 1, true],
    [{}, 0, false],
  ])('undefined, %j: %i notes, refused %j', (quality, notes, isRefused) => {
    expect(undefinedNotes(quality)).toHaveLength(notes)
    const check = () => assertMostDefined(quality, DAY_OF)
    if (isRefused) expect(check).toThrow('without a usable price, size or side')
    else expect(check).not.toThrow()
  })

  it.each([
    [{ records: 1000, duplicate_add: 0 }, 0, false],
    [{ records: 1000, duplicate_add: 1 }, 1, false],
    [{ records: 1000, duplicate_add: 5 }, 1, false],
    [{ records: 1000, duplicate_add: 6 }, 1, true],
    [{ records: 1000, option_records: 1000, option_duplicate_add: 6 }, 1, true],
    [{}, 0, false],
  ])('added twice, %j: %i notes, refused %j', (quality, notes, isRefused) => {
    expect(repeatedNotes(quality)).toHaveLength(notes)
    const check = () => assertFewRepeated(quality, DAY_OF)
    if (isRefused) expect(check).toThrow('add an order that is in the book already')
    else expect(check).not.toThrow()
  })

  it.each([
    [{ records: 1000, overlong_event_records: 1 }, 0, false],
    [{ records: 1000, overlong_event_records: 2 }, 1, false],
    [{ records: 1000, overlong_event_records: 50 }, 1, false],
    [{ records: 1000, overlong_event_records: 51 }, 1, true],
    [{ option_records: 1000, option_overlong_event_records: 51 }, 1, true],
    [{}, 0, false],
  ])('of unended events, %j: %i notes, refused %j', (quality, notes, isRefused) => {
    expect(overlongNotes(quality)).toHaveLength(notes)
    const check = () => assertFewOverlong(quality, DAY_OF)
    if (isRefused) expect(check).toThrow('continue an event')
    else expect(check).not.toThrow()
  })

  it.each([
    [{ records: 2000, cancel_unknown: 1, modify_unknown: 1, book_origin: 'snapshot' }, []],
    [
      { records: 2000, cancel_unknown: 1, modify_unknown: 2, book_origin: 'clear' },
      [expect.stringMatching(/^3 records \(0\.15 %\) cancel or change/)],
    ],
    // Orders from before the file's beginning are not known.
    [{ records: 2000, cancel_unknown: 900, modify_unknown: 0, book_origin: 'none' }, []],
    [{}, []],
  ])('of unknown orders, %j: %j', (quality, notes) => {
    expect(unknownNotes(quality)).toEqual(notes)
  })

  it('a manifest that does not count valid seconds says nothing of them', () => {
    expect(validityNotes({})).toEqual([])
    expect(validityNotes({ valid_seconds: 1 })).toEqual([])
  })
})
