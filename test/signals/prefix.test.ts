import { afterAll, expect, it } from 'vitest'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { readColumnValues } from '../../src/signals/column-values.ts'
import { shippedColumns } from '../../src/signals/shipped-columns.ts'
import type { SynthOptions } from '../../src/synth/options.ts'
import {
  contentsOf,
  lakeOf,
  makeDays,
  removeFolders,
  writeContents,
} from '../metamorphic/made-days.ts'
import { LONG, SLOW } from '../setup/long.ts'

const [FIRST_DT, DT] = ['2026-01-06', '2026-01-07']
const SYMBOL = 'ESH6'

afterAll(removeFolders)

/** The files of a folder without what was received from an instant on. */
async function cutAt(folder: string, end: bigint): Promise<string> {
  const contents = await contentsOf(folder)
  return writeContents(
    contents.map((content) => ({
      ...content,
      batches: content.batches.map((batch) => {
        const received = batch.table.column('ts_recv', 'int64').subarray(0, batch.table.length)
        const rows = received.findIndex((time) => time >= end)
        const table = rows < 0 ? batch.table : batch.table.rows(0, rows)
        return { ...batch, table }
      }),
    })),
  )
}

/** Every usable column of the day, up to a second. */
async function valuesUpTo(paths: readonly string[], session: string, last: number) {
  const lake = await lakeOf({ paths, options: { session } })
  const source = await LakeSeconds.open(lake, SYMBOL, DT)
  try {
    const columns = [...shippedColumns().usable.values()]
    expect(source.day.calibrationMode).toBe('prior')
    return await readColumnValues(source, columns, source.day.firstEndSecond, last)
  } finally {
    await source.close()
  }
}

/**
 * Runs the second of two days whole and cut short, and compares all columns before the cut.
 *
 * @param end when it is cut, New York time
 *
 * @returns the names of the columns with a value in some second
 */
async function comparePrefix(session: string, end: string, options: Omit<SynthOptions, 'folder'>) {
  const folder = await makeDays({ date: FIRST_DT, days: 2, session, ...options })
  const cut = Date.parse(`${DT}T${end}-05:00`) / 1000
  const whole = await valuesUpTo([folder], session, cut)
  const part = await valuesUpTo([await cutAt(folder, BigInt(cut) * 1_000_000_000n)], session, cut)
  expect(part.firstSecond).toBe(whole.firstSecond)
  for (const [name, values] of whole.columns)
    expect([name, part.columns.get(name)]).toEqual([name, values])
  return [...whole.columns]
    .filter(([, values]) => values.some((value) => !Number.isNaN(value)))
    .map(([name]) => name)
}

it('columns of the future do not depend on what comes later', SLOW, async () => {
  const names = await comparePrefix('09:30-09:32', '09:31:00', { expiries: [], events: 1500 })
  expect(names.length).toBeGreaterThan(230)
})

it('no column that a signal may use depends on what comes later', LONG, async () => {
  const names = await comparePrefix('09:20-09:40', '09:35:00', { events: 8000 })
  const never = [...shippedColumns().usable.keys()].filter((name) => !names.includes(name))
  // Bars of two minutes: 200 of them are more than the day has.
  expect(never).toEqual(['sma_200', 'sma_400'])
})
