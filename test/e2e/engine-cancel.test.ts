// @module-tag slow
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { parseEngine } from '../../src/queue/connection.ts'
import { type QueueStatus, queueStatus } from '../../src/queue/queue-status.ts'
import { hasRedis, NO_REDIS, RedisServer } from '../queue/redis-server.ts'
import { onlyIf } from '../setup/only-if.ts'
import { DAY, dayRecords, writeDbn } from '../stages/made-day.ts'
import { leftovers } from '../stages/made-lake.ts'
import { childrenOf, signalGroup, startGroup } from './process-group.ts'
import { ended, spymaster } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = join(ROOT, 'node_modules/.bin/node')

let folder: string
let redis: RedisServer

function submit(lake: Lake, more: readonly string[] = []) {
  const args = ['pipeline', 'run', '--engine', redis.url, '--raw', join(folder, 'raw'), ...more]
  return startGroup(args, { lake: lake.root })
}

/** Waits until the queue is so, and returns it. */
async function until(lake: Lake, holds: (status: QueueStatus) => boolean): Promise<QueueStatus> {
  for (;;) {
    const status = await queueStatus(lake, parseEngine(redis.url))
    if (holds(status)) return status
    await sleep(100)
  }
}

const queued = ({ counts }: QueueStatus) => counts.waiting + counts.active + counts.delayed

describe('Ctrl-C of a submitter', onlyIf(hasRedis, NO_REDIS), () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'spymaster-cancel-'))
    const records = dayRecords({ seconds: 2_000, instruments: ['ESH6'] })
    mkdirSync(join(folder, 'raw'))
    await writeDbn(join(folder, 'raw', `${DAY}.mbo.dbn.zst`), records)
    redis = await RedisServer.start()
  })
  afterAll(async () => {
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('leaves the jobs to the workers, or takes them back with --cancel', async () => {
    for (const [flags, left, words] of [
      [[], 1, /^Interrupted; workers go on with what is queued\.$/m],
      [['--cancel'], 0, /^Interrupted; /m],
    ] as const) {
      const lake = openLake(join(folder, `lake${left}`))
      const run = submit(lake, flags)
      await until(lake, (status) => queued(status) > 0)
      signalGroup(run.pid, 'SIGINT')
      const { exitCode, stderr } = ended(await run)
      expect(exitCode, stderr).toBe(130)
      expect(stderr).toMatch(words)
      expect(queued(await until(lake, () => true))).toBe(left)
    }
  })

  it('stops with --cancel what a worker does, and the worker takes later jobs', async () => {
    const lake = openLake(join(folder, 'lake'))
    const args = [`${ROOT}bin/run.js`, 'worker', '--engine', redis.url, '--lake', lake.root]
    const worker: ChildProcess = spawn(NODE, args, { stdio: 'ignore' })
    try {
      const run = submit(lake, ['--cancel'])
      await until(lake, ({ counts }) => counts.active > 0)
      signalGroup(run.pid, 'SIGINT')
      expect(ended(await run).exitCode).toBe(130)
      await until(lake, (status) => queued(status) === 0)
      const again = ended(await submit(lake))
      expect(again.exitCode, again.stderr).toBe(0)
      const status = await spymaster(['pipeline', 'status', '--json'], { lake: lake.root })
      const states = status.json().partitions.map(({ state }: { state: string }) => state)
      expect(states.length).toBeGreaterThan(5)
      expect(new Set(states)).toEqual(new Set(['fresh']))
      expect(leftovers(lake)).toEqual([])
    } finally {
      for (const pid of [...childrenOf(worker.pid), worker.pid ?? 0]) {
        if (pid > 0) process.kill(pid, 'SIGKILL')
      }
    }
  })
})
