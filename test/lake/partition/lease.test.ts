import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { leaseKey } from '../../../src/lake/partition/keys.ts'
import {
  acquireLease,
  clearLeases,
  leaseHolder,
  listLeases,
} from '../../../src/lake/partition/lease.ts'
import { readState } from '../../../src/lake/partition/state.ts'
import type { Lake } from '../../../src/lake/paths.ts'
import { MemoryStore } from '../../../src/lake/store/memory-store.ts'
import { VirtualClock } from '../../virtual-clock.ts'
import { emptyLake } from '../empty-lake.ts'
import { COMMIT, DAY } from '../lake.ts'

const DAY_OF = { stage: 'bronze/ticks', symbol: DAY.symbol, dt: DAY.dt }

/** Files below the lake's leases. */
function leases({ root }: Lake): string[] {
  const entries = readdirSync(join(root, '.leases'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** Another process that holds the lease of the day. */
async function holdElsewhere(lake: Lake): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'lease-run.ts')
  const child = spawn(process.execPath, [script, lake.root], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}

describe('a lease', { timeout: 20_000 }, () => {
  it('is held until it is given back', async () => {
    const lake = emptyLake()
    expect(await leaseHolder(lake, DAY)).toBeUndefined()
    const release = await acquireLease(lake, DAY)
    expect(await leaseHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await release()
    expect(await leaseHolder(lake, DAY)).toBeUndefined()
    await (await acquireLease(lake, DAY))()
    expect(leases(lake)).toEqual([])
  })

  it('is of one partition only', async () => {
    const lake = emptyLake()
    const release = await acquireLease(lake, DAY)
    const other = await acquireLease(lake, { ...DAY, dt: '2026-01-07' })
    await release()
    await other()
  })

  it('that another run holds is refused, with who it is', async () => {
    const lake = emptyLake()
    const holder = await holdElsewhere(lake)
    const refusal = await acquireLease(lake, DAY).catch((error: unknown) => error)
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

  it('of another host ends by itself, unless it is renewed', async () => {
    const clock = new VirtualClock()
    const lake = { ...emptyLake(), clock }
    const write = () => {
      const expires = clock.unixMs() + 60_000
      return lake.store.put(leaseKey(DAY_OF), Buffer.from(`elsewhere 4711 9 ${expires} 00ff\n`))
    }
    await write()
    expect(await leaseHolder(lake, DAY)).toMatchObject({ host: 'elsewhere', pid: 4711 })
    await expect(acquireLease(lake, DAY)).rejects.toThrow('found process 4711 on elsewhere')
    expect(await listLeases(lake)).toMatchObject([{ day: DAY_OF, isExpired: false }])
    await clock.advance(60_001)
    expect(await leaseHolder(lake, DAY)).toBeUndefined()
    expect(await listLeases(lake)).toMatchObject([{ day: DAY_OF, isExpired: true }])
    await write()
    await expect(acquireLease(lake, DAY)).rejects.toThrow('found process 4711 on elsewhere')
    await clock.advance(60_001)
    const release = await acquireLease(lake, DAY)
    expect(await leaseHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await release()
  })

  it("is renewed while the work runs, and not given back once it is another's", async () => {
    const clock = new VirtualClock()
    const store = new MemoryStore(clock)
    const lake = { ...emptyLake(), store, clock }
    const expires = async () => {
      const object = await store.read(leaseKey(DAY_OF))
      const text = Buffer.from(object?.bytes ?? []).toString()
      return Number(text.split(' ')[3]) - clock.startUnixMs
    }
    const release = await acquireLease(lake, DAY)
    expect(await expires()).toBe(60_000)
    await clock.advance(15_000)
    expect(await expires()).toBe(75_000)
    const later = clock.unixMs() + 60_000
    await store.put(leaseKey(DAY_OF), Buffer.from(`elsewhere 4711 9 ${later} 00ff\n`))
    await release()
    expect(await leaseHolder(lake, DAY)).toMatchObject({ host: 'elsewhere' })
    expect(clock.pending).toBe(0)
  })

  it('is not given back where another takes it at that very moment', async () => {
    const clock = new VirtualClock()
    const store = new MemoryStore(clock)
    const lake = { ...emptyLake(), store, clock }
    const release = await acquireLease(lake, DAY)
    const { read } = store
    store.read = async (key) => {
      const found = await read.call(store, key)
      store.read = read
      const later = clock.unixMs() + 60_000
      await store.put(key, Buffer.from(`elsewhere 4711 9 ${later} 00ff\n`))
      return found
    }
    await release()
    expect(await leaseHolder(lake, DAY)).toMatchObject({ host: 'elsewhere' })
  })

  it('that is no lease is taken, and one that has ended is cleared', async () => {
    const lake = emptyLake()
    await lake.store.put(leaseKey(DAY_OF), Buffer.from(''))
    await clearLeases(lake)
    expect(leases(lake)).toEqual([])
    await lake.store.put(leaseKey(DAY_OF), Buffer.from('nonsense'))
    await (await acquireLease(lake, DAY))()
    expect(leases(lake)).toEqual([])
  })

  it('is had by one of many who want it at once', async () => {
    const lake = emptyLake()
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => acquireLease(lake, DAY)),
    )
    const won = tries.filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
  })

  it('is waited for', async () => {
    const lake = emptyLake()
    const release = await acquireLease(lake, DAY)
    setTimeout(release, 300)
    const next = await acquireLease(lake, DAY, 5_000)
    expect(await leaseHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await next()
  })

  it('of a process killed with SIGKILL is taken over at once', async () => {
    const lake = emptyLake()
    const holder = await holdElsewhere(lake)
    await stop(holder, 'SIGKILL')
    const from = performance.now()
    const release = await acquireLease(lake, DAY)
    expect(performance.now() - from).toBeLessThan(2_000)
    expect(await leaseHolder(lake, DAY)).toMatchObject({ pid: process.pid })
    await release()
  })

  it('of a stopped process is removed', async () => {
    const lake = emptyLake()
    const holder = await holdElsewhere(lake)
    await stop(holder, 'SIGTERM')
    await (await acquireLease(lake, DAY))()
  })

  it('is of a partition that can be', async () => {
    await expect(acquireLease(emptyLake(), { ...DAY, symbol: '../up' })).rejects.toThrow('symbol')
  })
})
