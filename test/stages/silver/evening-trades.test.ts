import { join } from 'node:path'
import { expect, it } from 'vitest'
import { STYPE_PARENT } from '../../../src/dbn/codes.ts'
import { startOfUtcDate } from '../../../src/market/time.ts'
import { hasEvening } from '../../../src/stages/silver/evening-trades.ts'
import { DAY, dayRecords, definition, mappingsOf, timeOf, writeDbn } from '../made-day.ts'
import { ingestFiles, temporaryFolder, temporaryLake } from '../made-lake.ts'

const BEFORE = '2026-01-05'
const HOUR = 3_600_000_000_000n
const CALL = 'E1BF6 C6900'

type File = readonly [date: string, from: number, to: number]

/** Orders of an option, of files asked for from one hour of UTC to another. */
async function lakeOf(...files: readonly File[]) {
  const folder = temporaryFolder()
  const option = definition(CALL, {
    instrument_id: 101,
    instrument_class: 'C',
    underlying: 'ESH6',
    asset: 'E1B',
    expiration: timeOf(DAY, '21:00:00'),
    strike_price: 6900n * 1_000_000_000n,
  })
  for (const [index, [date, from, to]] of files.entries()) {
    const start = startOfUtcDate(date)
    const clock = `${String(from).padStart(2, '0')}:00:10`
    const records = dayRecords({
      date,
      from: clock,
      seconds: 5,
      instruments: ['ESH6'],
      seed: index,
    })
    await writeDbn(join(folder, `${index}.dbn`), records, {
      date,
      metadata: {
        mappings: mappingsOf(date, { [CALL]: 101 }),
        symbols: ['E1B.OPT'],
        stypeIn: STYPE_PARENT,
        start: start + BigInt(from) * HOUR,
        end: start + BigInt(to) * HOUR,
      },
    })
    await writeDbn(join(folder, `${index}.definition.dbn`), [option], { kind: 'definition', date })
  }
  const lake = temporaryLake()
  await ingestFiles(lake, [folder])
  return lake
}

const has = async (session: string, ...files: readonly File[]) =>
  hasEvening(await lakeOf(...files), { symbol: 'ESH6', dt: DAY }, session)

it('the evening is there where files were asked for from 18:00 New York to the session', async () => {
  expect(await has('rth', [BEFORE, 23, 24], [DAY, 0, 21])).toBe(true)
  expect(await has('file', [BEFORE, 23, 24], [DAY, 0, 24])).toBe(true)
  expect(await has('globex', [DAY, 14, 21])).toBe(true)
})

it('it is not, without a file of it, with one of regular hours, or after midnight', async () => {
  expect(await has('rth', [DAY, 14, 21])).toBe(false)
  expect(await has('rth', [BEFORE, 14, 21], [DAY, 14, 21])).toBe(false)
  expect(await has('rth', [BEFORE, 23, 24], [DAY, 14, 21])).toBe(false)
  expect(await has('file', [BEFORE, 14, 21], [DAY, 0, 24])).toBe(false)
})
