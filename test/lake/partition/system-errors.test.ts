import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { describePartitions } from '../../../src/lake/partition/describe-partitions.ts'
import { readTable } from '../../../src/lake/partition/read-table.ts'
import { recoverLake } from '../../../src/lake/partition/recover.ts'
import { beginRun } from '../../../src/lake/partition/write.ts'
import type { Lake } from '../../../src/lake/paths.ts'
import { fileFailure } from '../../../src/lake/store/file-failure.ts'
import { systemProcesses } from '../../../src/lake/store/owner.ts'
import { runCheck } from '../../../src/verify/run-checks.ts'
import { whole } from '../../../src/verify/whole.ts'
import { lakeHashes, leftovers } from '../../stages/made-lake.ts'
import { emptyLake } from '../empty-lake.ts'
import { SIDES_COMMIT, SIDES_DAY, SIDES_TABLES, ticks } from '../lake.ts'
import { FaultyStore } from '../store/faulty-store.ts'

const { signal } = new AbortController()

const CODES = ['EIO', 'EXDEV', 'ENAMETOOLONG', 'EMFILE', 'EDQUOT', 'ESTALE'] as const

/** A lake of which the call of that number fails, as the store of a folder tells it. */
function faulty(lake: Lake, fails: number, code: (typeof CODES)[number]) {
  let made = 0
  const store = new FaultyStore(lake.store, (name, key) => {
    if (made++ !== fails) return
    const error = Object.assign(new Error(code), { code, errno: -constants.errno[code] })
    throw fileFailure(error, `${lake.store.path(key)} (${name})`)
  })
  return { lake: { ...lake, store }, made: () => made }
}

/** Writes both tables as stages do. */
async function writeOrAbort(lake: Lake): Promise<void> {
  const run = await beginRun(lake, SIDES_DAY)
  try {
    for (const dataset of SIDES_TABLES) {
      await (await run.table(dataset)).writeRowGroup(ticks([1, 2, 3]))
    }
    await run.commit(SIDES_COMMIT)
  } finally {
    await run.abort()
  }
}

async function rowsOf(lake: Lake): Promise<(number | undefined)[]> {
  const read = (dataset: string) =>
    readTable(lake, { ...SIDES_DAY, dataset }).then(
      ({ length }) => length,
      () => undefined,
    )
  return Promise.all(SIDES_TABLES.map(read))
}

describe('a day is written while the system says no', () => {
  it.each(CODES)(
    '%s, at each call: all tables or none, and the next run is as ever',
    async (code) => {
      const undisturbed = emptyLake()
      const counted = faulty(undisturbed, -1, code)
      await writeOrAbort(counted.lake)
      const expected = lakeHashes(undisturbed)
      let refused = 0
      for (let fails = 0; fails < counted.made(); fails++) {
        const lake = emptyLake()
        const error: unknown = await writeOrAbort(faulty(lake, fails, code).lake).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        if (error !== undefined) {
          refused++
          expect(error, `call ${fails}`).toBeInstanceOf(Failure)
          expect((error as Failure).exitCode).toBe(3)
          expect((error as Failure).detail.where).toContain(lake.root)
        }
        const [bids, asks] = await rowsOf(lake)
        expect(bids, `call ${fails}`).toBe(asks)
        // What is left of it is of a run that is over.
        await recoverLake({ ...lake, processes: { ...systemProcesses, hasEnded: () => true } })
        await writeOrAbort(lake)
        expect(lakeHashes(lake), `call ${fails}`).toEqual(expected)
        expect(leftovers(lake), `call ${fails}`).toEqual([])
      }
      expect(refused).toBeGreaterThan(5)
    },
  )
})

describe('a lake is read while the system says no', () => {
  const readings: [string, (lake: Lake) => Promise<unknown>][] = [
    ['its tables are listed', (lake) => describePartitions(lake)],
    [
      'a check reads a table',
      (lake) => runCheck(whole, lake, [{ ...SIDES_DAY, dataset: SIDES_TABLES[0] }], signal),
    ],
  ]
  it.each(readings)('%s: at each call an error of the system, and no fault', async (_, reading) => {
    const written = emptyLake()
    await writeOrAbort(written)
    const counted = faulty(written, -1, 'EIO')
    const sound = await reading(counted.lake)
    expect(JSON.stringify(sound)).not.toContain('device')
    expect(counted.made()).toBeGreaterThan(3)
    for (let fails = 0; fails < counted.made(); fails++) {
      const found = await reading(faulty(written, fails, 'EIO').lake).catch((error) => error)
      expect(found, `call ${fails}`).toBeInstanceOf(Failure)
      expect(found).toMatchObject({ exitCode: 3 })
    }
  })
})
