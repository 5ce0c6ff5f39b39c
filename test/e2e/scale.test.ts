// @module-tag slow
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEASES, ORPHANS, RUNS } from '../../src/lake/partition/keys.ts'
import { S3Store } from '../../src/lake/store/s3/s3-store.ts'
import { addDays } from '../../src/market/time.ts'
import { hasRedis, NO_REDIS, RedisServer } from '../queue/redis-server.ts'
import { FaultyProxy } from '../s3/faulty-proxy.ts'
import { hasS3, NO_S3, S3Server } from '../s3/s3-server.ts'
import { LONG } from '../setup/long.ts'
import { onlyIf } from '../setup/only-if.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { childrenOf } from './process-group.ts'
import { type Ended, spymaster } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules/.bin/node')
const DATES = [DAY, addDays(DAY, 1)]
const NO_SERVERS = [hasS3 ? '' : NO_S3, hasRedis ? '' : NO_REDIS].filter(Boolean).join('; ')

let folder: string
let server: S3Server
let redis: RedisServer
/** Objects of a lake that one machine made. */
let alone: ReadonlyMap<string, string>

/** What is in a lake by key, as hashes, without facts of runs and raw files. */
async function contents(url: string): Promise<Map<string, string>> {
  const store = new S3Store(url, { endpoint: server.endpoint })
  const found = new Map<string, string>()
  for await (const { key } of store.list('')) {
    if (key.startsWith('raw/') || key.endsWith('.run.json')) continue
    const object = await store.read(key)
    const hash = createHash('sha256').update(object?.bytes ?? new Uint8Array())
    found.set(key, hash.digest('hex'))
  }
  return found
}

function worker(lake: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const args = [`${ROOT}bin/run.js`, 'worker', '--engine', redis.url, '--lake', lake]
  const own = { ...process.env, ...server.env, NODE_OPTIONS: '', ...env }
  return spawn(NODE, args, { env: own, stdio: 'ignore' })
}

function submit(lake: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const args = ['pipeline', 'run', '--engine', redis.url, '--raw', folder]
  return spymaster(args, { lake, env: { ...server.env, ...env } })
}

/** Kills a worker with all its processes at once, as a machine that is switched off. */
function kill(process: ChildProcess): void {
  for (const pid of [...childrenOf(process.pid), process.pid ?? 0]) {
    try {
      globalThis.process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
}

/** The lake ends as one machine makes it, and nothing is left once it is collected. */
async function expectSame(lake: string): Promise<void> {
  const collected = await spymaster(['lake', 'gc', '--older-than', '0s'], {
    lake,
    env: server.env,
  })
  expect(collected, collected.stderr).toMatchObject({ exitCode: 0 })
  const found = await contents(lake)
  const left = [RUNS, LEASES, ORPHANS]
  expect([...found.keys()].filter((key) => left.some((one) => key.startsWith(one)))).toEqual([])
  expect(found).toEqual(alone)
}

describe('a lake on S3, made by workers', onlyIf(NO_SERVERS === '', NO_SERVERS), () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-scale-'))
    for (const [index, date] of DATES.entries()) {
      const records = dayRecords({ date, seconds: 30, seed: index + 1, instruments: ['ESH6'] })
      await writeDbn(join(folder, `${date}.mbo.dbn.zst`), records, { date })
    }
    server = await S3Server.start()
    redis = await RedisServer.start()
    const lake = await server.lakeUrl()
    const run = await spymaster(['pipeline', 'run', '--raw', folder], { lake, env: server.env })
    expect(run, run.stderr).toMatchObject({ exitCode: 0 })
    alone = await contents(lake)
    expect(alone.size).toBeGreaterThan(20)
  })
  afterAll(async () => {
    await redis?.stop()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is byte for byte what one machine makes, through faults of S3', async () => {
    const kinds = ['500', 'reset', '503', 'lost'] as const
    const proxy = await FaultyProxy.start(server.endpoint, { every: 9, kinds })
    const lake = await server.lakeUrl()
    const env = { AWS_ENDPOINT_URL: proxy.endpoint }
    const workers = [worker(lake, env), worker(lake, env)]
    try {
      const run = await submit(lake, env)
      expect(run, run.stderr).toMatchObject({ exitCode: 0 })
      expect([...proxy.counts.keys()].sort()).toEqual([...kinds, 'conflict'].sort())
    } finally {
      for (const each of workers) kill(each)
      await proxy.stop()
    }
    await expectSame(lake)
  })

  it('is the same while workers are killed and Redis loses everything', async () => {
    const lake = await server.lakeUrl()
    let workers = [worker(lake), worker(lake)]
    const run = submit(lake)
    let isOver = false
    void run.finally(() => {
      isOver = true
    })
    // The second and third kill meet other jobs than the first.
    for (let kills = 0; kills < 3 && !isOver; kills++) {
      await sleep(4_000)
      kill(workers[0])
      if (kills === 1) await redis.restart()
      workers = [workers[1], worker(lake)]
    }
    try {
      const ended = await run
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
    } finally {
      for (const each of workers) kill(each)
    }
    await expectSame(lake)
  })

  it('is the same with four workers, killed again and again', LONG, async () => {
    const lake = await server.lakeUrl()
    const workers = Array.from({ length: 4 }, () => worker(lake))
    const run = submit(lake)
    let isOver = false
    void run.finally(() => {
      isOver = true
    })
    for (let turn = 0; turn < 40 && !isOver; turn++) {
      await sleep(1_500)
      kill(workers[turn % 4])
      workers[turn % 4] = worker(lake)
    }
    try {
      const ended = await run
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
    } finally {
      for (const each of workers) kill(each)
    }
    await expectSame(lake)
  })
})
