import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { encodeOwned, type Owner, ownerHere } from '../../src/lake/owner.ts'
import { type Lake, partitionFolder, TRASH } from '../../src/lake/paths.ts'
import { readPartition } from '../../src/lake/read.ts'
import { readState } from '../../src/lake/state.ts'
import { readStored } from '../../src/lake/stored.ts'
import { emptyLake } from './empty-lake.ts'
import { COMMIT, DAY, writeTicks } from './lake.ts'

/** Moves the day away as a swap does that has not yet moved the new one in; returns how to end it. */
function beginSwap(lake: Lake, owner: Owner = ownerHere()): () => void {
  const trash = join(lake.root, TRASH)
  mkdirSync(trash, { recursive: true })
  const old = join(trash, encodeOwned(DAY, owner))
  renameSync(partitionFolder(lake, DAY), old)
  return () => renameSync(old, partitionFolder(lake, DAY))
}

describe('a partition that another run is just replacing', () => {
  it('is there for whoever looks meanwhile', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [7])
    const end = beginSwap(lake)
    const declared = { stage: COMMIT.stage, contractSha256: '' }
    const looks = [
      readStored(lake, DAY),
      readPartition(lake, DAY),
      readState(lake, DAY, declared),
    ] as const
    await sleep(50)
    end()
    const [stored, reader, state] = await Promise.all(looks)
    expect(stored?.manifest.rows).toBe(1)
    expect(reader.manifest.rows).toBe(1)
    await reader.close()
    expect(state.reasons).not.toContain('it was never written')
  })

  it('is not there if the run never comes to an end', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [7])
    beginSwap(lake)
    expect(await readStored(lake, DAY)).toBeUndefined()
    await expect(readPartition(lake, DAY)).rejects.toThrow('there is no such partition')
  })

  it('is not waited for where that run is gone', async () => {
    const lake = emptyLake()
    await writeTicks(lake, [7])
    // No process has this number: Linux counts to 2^22, others to less.
    beginSwap(lake, { ...ownerHere(), pid: 2 ** 30 })
    const from = performance.now()
    expect(await readStored(lake, DAY)).toBeUndefined()
    expect(performance.now() - from).toBeLessThan(200)
  })
})

it('a partition that was never there is looked for once', async () => {
  const lake = emptyLake()
  const from = performance.now()
  for (let time = 0; time < 20; time++) expect(await readStored(lake, DAY)).toBeUndefined()
  expect(performance.now() - from).toBeLessThan(400)
})
