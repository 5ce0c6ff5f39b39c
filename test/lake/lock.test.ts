import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { lockHolder, lockPartition } from '../../src/lake/lock.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { readState } from '../../src/lake/state.ts'
import { emptyLake } from './empty-lake.ts'
import { COMMIT, DAY } from './lake.ts'

/** Another process that holds the lock of the day. */
async function holdElsewhere(lake: Lake): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'lock-run.ts')
  const child = spawn(process.execPath, [script, lake.root], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

describe('a lock', { timeout: 20_000 }, () => {
  it('is held until it is given back', async () => {
    const lake = emptyLake()
    expect(await lockHolder(lake, DAY)).toBeUndefined()
    const release = await lockPartition(lake, DAY)
    expect(await lockHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await release()
    expect(await lockHolder(lake, DAY)).toBeUndefined()
    await (await lockPartition(lake, DAY))()
    expect(readdirSync(join(lake.root, '.locks'))).toEqual([])
  })

  it('is of one partition only', async () => {
    const lake = emptyLake()
    const release = await lockPartition(lake, DAY)
    const other = await lockPartition(lake, { ...DAY, dt: '2026-01-07' })
    await release()
    await other()
  })

  it('that another run holds is refused, with who it is', async () => {
    const lake = emptyLake()
    const holder = await holdElsewhere(lake)
    const refusal = await lockPartition(lake, DAY).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Failure)
    expect((refusal as Failure).exitCode).toBe(4)
    expect((refusal as Failure).message).toMatch(
      new RegExp(`ES.* another run .*found process ${holder.pid} on ${hostname()} since 20`),
    )
    const declared = { stage: COMMIT.stage, contractSha256: '' }
    expect(await readState(lake, DAY, declared)).toMatchObject({
      state: 'busy',
      reasons: [expect.stringContaining(`process ${holder.pid} on`)],
    })
    await stop(holder, 'SIGKILL')
  })

  it('whose holder has no name yet, or no longer, is looked at again', async () => {
    const lake = emptyLake()
    const nameless = join(lake.root, '.locks', `${[DAY.dataset, DAY.symbol, DAY.dt].join()}.lock`)
    mkdirSync(nameless, { recursive: true })
    setTimeout(() => rmSync(nameless, { recursive: true }), 300)
    await (await lockPartition(lake, DAY))()
    mkdirSync(nameless)
    await expect(lockPartition(lake, DAY)).rejects.toThrow('found a lock without a name')
  })

  it('is waited for', async () => {
    const lake = emptyLake()
    const release = await lockPartition(lake, DAY)
    setTimeout(release, 300)
    const next = await lockPartition(lake, DAY, 5_000)
    expect(await lockHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await next()
  })

  it('of a process killed with SIGKILL is taken over within seconds', async () => {
    const lake = emptyLake()
    const holder = await holdElsewhere(lake)
    await stop(holder, 'SIGKILL')
    const from = performance.now()
    const release = await lockPartition(lake, DAY, 5_000)
    expect(performance.now() - from).toBeLessThan(4_000)
    expect(await lockHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await release()
  })

  it('of a process told to stop is gone with it', async () => {
    const lake = emptyLake()
    const holder = await holdElsewhere(lake)
    await stop(holder, 'SIGTERM')
    await (await lockPartition(lake, DAY))()
  })

  it('is of a partition that can be', async () => {
    await expect(lockPartition(emptyLake(), { ...DAY, symbol: '../up' })).rejects.toThrow('symbol')
  })
})
