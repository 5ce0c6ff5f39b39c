import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readColumns, runBook, wallGroups } from '../../bench/columns.ts'
import { makeDay } from '../../bench/day.ts'
import { ACTION, FLAG } from '../../src/book/codes.ts'
import type { MboRecords } from '../../src/book/mbo-records.ts'

const RECORDS = 60_000

let folder: string
let batches: MboRecords[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spymaster-day-'))
  const path = join(folder, 'day.dbn.zst')
  const bytes = await makeDay(path, { seed: 5, records: RECORDS })
  batches = await readColumns({ path, bytes, seed: 5, records: RECORDS })
})

afterAll(() => rm(folder, { recursive: true }))

async function hashOfDay(seed: number): Promise<string> {
  const path = join(folder, 'another.dbn.zst')
  await makeDay(path, { seed, records: 10_000 })
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

describe('a made day', () => {
  test('is the same bytes for the same seed, others for another', async () => {
    const first = await hashOfDay(1)
    expect(await hashOfDay(1)).toBe(first)
    expect(await hashOfDay(2)).not.toBe(first)
  })

  test('has the records asked for after its snapshot, and no order twice', () => {
    const ids = new Set<string>()
    let live = 0
    for (const records of batches) {
      for (let row = 0; row < records.length; row++) {
        if (!(records.flags[row] & FLAG.snapshot)) live++
        if (records.action[row] !== ACTION.add) continue
        const id = `${records.orderIdWords[2 * row + 1]}:${records.orderIdWords[2 * row]}`
        expect(ids.has(id)).toBe(false)
        ids.add(id)
      }
    }
    expect(live).toBeGreaterThanOrEqual(RECORDS)
    expect(live).toBeLessThan(RECORDS * 1.01)
  })

  test('goes forward in time, and its trades and fills agree', () => {
    let [low, high, owed] = [0, 0, 0]
    for (const { receivedWords, action, size, flags, length } of batches) {
      for (let row = 0; row < length; row++) {
        const [nextLow, nextHigh] = [receivedWords[2 * row], receivedWords[2 * row + 1]]
        expect(nextHigh > high || (nextHigh === high && nextLow >= low)).toBe(true)
        low = nextLow
        high = nextHigh
        if (action[row] === ACTION.trade) owed += size[row]
        if (action[row] === ACTION.fill) owed -= size[row]
        if (flags[row] & FLAG.last) expect(owed).toBe(0)
      }
    }
  })

  test('gives a book that knows every order and is never crossed', () => {
    const valid: boolean[] = []
    let quality: Record<string, unknown> = {}
    runBook(batches, (window) => {
      valid.push(window.windowValid)
      quality = {
        unknown: window.book.unknownCancels + window.book.unknownModifies,
        duplicates: window.book.duplicateAdds,
        sideChanges: window.book.sideChanges,
        hidden: window.book.hiddenFillSize,
      }
      expect(window.book.isUncrossed).toBe(true)
    })
    expect(quality).toEqual({ unknown: 0, duplicates: 0, sideChanges: 0, hidden: 0 })
    // The window that the snapshot comes in is not whole.
    expect(valid.slice(1).every(Boolean)).toBe(true)
  })

  test('has a wall as wide as the window and at the pace of a day', () => {
    const windows = RECORDS / 93
    const rows = wallGroups(batches, Number.POSITIVE_INFINITY).reduce((n, g) => n + g.length, 0)
    expect(rows / windows).toBeGreaterThan(110)
    expect(rows / windows).toBeLessThan(135)
  })

  test('trades: the spot wanders', () => {
    const spots = new Set<number>()
    runBook(batches, ({ spotTick }) => spots.add(spotTick))
    expect(spots.size).toBeGreaterThan(3)
  })
})
