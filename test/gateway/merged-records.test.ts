import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MergedRecords } from '../../src/gateway/merged-records.ts'
import { scanFiles } from '../../src/gateway/served-files.ts'
import { runs } from '../setup/long.ts'
import { ESH6, ESM6, makeFile, mboRecord, removeFilesAfterwards, timeOf } from './made-files.ts'

removeFilesAfterwards()

const LATEST = 2n ** 63n - 1n

/** Order ids as the merge gives them, a run of at most `most` at a time. */
async function idsOf(paths: readonly string[], most: number, until = LATEST): Promise<bigint[]> {
  const records = new MergedRecords(
    paths.map((path) => ({ path, schema: 0, allowTruncated: false })),
  )
  const ids: bigint[] = []
  for (;;) {
    await records.ready()
    const run = records.take(until, most)
    if (!run) break
    expect(run.to - run.from).toBeLessThanOrEqual(most)
    const { bytes, recordBytes } = run.batch
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    for (let row = run.from; row < run.to; row++)
      ids.push(view.getBigUint64(row * recordBytes + 16, true))
  }
  expect(records.taken).toBe(ids.length)
  await records.close()
  return ids
}

test('records come by time, of equal times by file, within a file as they stand', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(times, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (files, most) => {
        let id = 0n
        const written = files.map((each, file) =>
          each.sort((a, b) => a - b).map((at) => ({ at, file, id: ++id, instrument: ESH6 })),
        )
        const paths = written.map((each) => makeFile('mbo', each.map(mboRecord)))
        const expected = written.flat().sort((a, b) => a.at - b.at || a.file - b.file)
        expect(await idsOf(paths, most)).toEqual(expected.map((each) => each.id))
      },
    ),
    { numRuns: runs(25) },
  )
})

test('what goes back in time keeps its place in its file', async () => {
  const late = [3, 1, 4].map((at, index) => mboRecord({ at, instrument: ESH6, id: BigInt(index) }))
  const other = [mboRecord({ at: 2, instrument: ESM6, id: 9n })]
  expect(await idsOf([makeFile('mbo', late), makeFile('mbo', other)], 10)).toEqual([9n, 0n, 1n, 2n])
})

test('nothing later than the limit is taken', async () => {
  const file = makeFile(
    'mbo',
    [1, 2, 3].map((at) => mboRecord({ at, instrument: ESH6, id: BigInt(at) })),
  )
  expect(await idsOf([file], 10, timeOf(2))).toEqual([1n, 2n])
})

describe('lookIntoFiles', () => {
  test('finds the first record of all, and puts definitions first', async () => {
    const mbo = makeFile('mbo', [mboRecord({ at: 5, instrument: ESH6, id: 1n })])
    const early = makeFile('mbo', [mboRecord({ at: 2, instrument: ESM6, id: 1n })])
    const definitions = makeFile('definition', [])
    const served = await scanFiles([mbo, early, definitions])
    expect(served.begin).toBe(timeOf(2))
    expect(served.files.map(({ path }) => path)).toEqual([definitions, mbo, early])
    expect(served.instruments.symbolOf(ESH6, '2026-01-06')).toBe('ESH6')
  })

  test('refuses files of two datasets, of no records', async () => {
    const record = [mboRecord({ at: 1, instrument: ESH6, id: 1n })]
    const one = makeFile('mbo', record)
    const other = makeFile('mbo', record, { dataset: 'XEUR.EOBI' })
    await expect(scanFiles([one, other])).rejects.toThrow(
      /a gateway serves one dataset \(expected GLBX\.MDP3, found XEUR\.EOBI\)/,
    )
    await expect(scanFiles([makeFile('mbo', [])])).rejects.toThrow(/there is no record to send/)
  })
})
