import { sleep } from '../../src/clock.ts'
import { Failure } from '../../src/failure.ts'
import { collectLake, storedParts } from '../../src/lake/care/collect.ts'
import {
  LEASES,
  MANIFESTS,
  ORPHANS,
  parseManifestKey,
  partKeysOf,
  RUNS,
} from '../../src/lake/partition/keys.ts'
import { acquireLease } from '../../src/lake/partition/lease.ts'
import { decodeManifest } from '../../src/lake/partition/manifest.ts'
import { recoverLake } from '../../src/lake/partition/recover.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { COMMIT, DATASETS, DAY, writeTicks } from '../lake/lake.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { Bucket, SlowS3 } from './slow-s3.ts'

const WORKERS = 3
const DAYS = 3
/** Each day is made anew so many times, of two contents in turn: parts return that were orphans. */
const GENERATIONS = 4
const MAX_KILLS = 8
const CALM_MS = 400_000
const STEP_MS = 5_000

interface Worker {
  readonly pid: number
  readonly store: SlowS3
  readonly lake: Lake
}

interface Job {
  readonly dt: string
  readonly generation: number
}

/** A seed's life: what did not hold, and what happened. */
export interface Life {
  readonly violations: readonly string[]
  readonly kills: number
  readonly collected: number
}

/** Turns protections off, to see that what they protect from is found. */
export interface Unsafe {
  /** The collector takes the claims for done without having made them. */
  readonly hasNoClaims?: boolean
}

/**
 * Workers take jobs of a queue that gives them out at least once: a killed worker's job, and at times
 * one that still runs, goes to another; now and then the queue loses all and is filled again. They
 * write a lake on S3, while a collector removes whatever is not named, at once.
 */
export async function liveOnS3(seed: number, unsafe: Unsafe = {}): Promise<Life> {
  const random = randomOf(seed)
  const clock = new VirtualClock()
  const bucket = new Bucket(clock)
  const weather = { random, faults: random() < 0.3 ? 0.004 : 0, maxMs: 50 + random() * 600 }
  const violations: string[] = []
  const ended = new Set<number>()
  let nextPid = 1
  let kills = 0
  let collected = 0
  let isOver = false

  const start = (faults = weather.faults): Worker => {
    const pid = nextPid++
    const store = new SlowS3(bucket, clock, { ...weather, faults })
    const processes = {
      here: () => ({ host: 'desk', pid, since: Math.round(clock.unixMs()) }),
      hasEnded: (owner: { readonly pid: number }) => ended.has(owner.pid),
      token: () =>
        Math.floor(random() * 2 ** 48)
          .toString(16)
          .padStart(12, '0'),
    }
    if (unsafe.hasNoClaims) Object.assign(store, { hasVersionEtags: true })
    return { pid, store, lake: { root: 's3', store, datasets: DATASETS, clock, processes } }
  }
  const onChange = async (key: string) => {
    if (key.startsWith('.') && !key.startsWith(MANIFESTS)) return
    for await (const { key: manifestAt } of bucket.list(MANIFESTS)) {
      if (!parseManifestKey(manifestAt)) continue
      const object = await bucket.read(manifestAt)
      const manifest = decodeManifest(Buffer.from(object?.bytes ?? []).toString(), manifestAt)
      for (const part of partKeysOf(observer.lake, manifest)) {
        if (!(await bucket.head(part)))
          violations.push(`${manifestAt} names ${part}, which is gone`)
      }
    }
  }
  const observer = start(0)
  bucket.onChange = onChange

  const queue: Job[] = []
  const awaited = new Set<Job>()
  for (let generation = 0; generation < GENERATIONS; generation++) {
    for (let day = 0; day < DAYS; day++) {
      awaited.add({ dt: `2026-01-0${day + 5}`, generation })
    }
  }
  queue.push(...awaited)

  const work = async (worker: Worker, job: Job) => {
    const { dt, generation } = job
    const partition = { ...DAY, dt }
    const release = await acquireLease(worker.lake, partition, 120_000)
    try {
      const stored = await readStored(worker.lake, partition)
      if (Number(stored?.quality.generation ?? -1) >= generation) return
      const commit = { ...COMMIT, quality: { generation } }
      await writeTicks(worker.lake, [generation % 2], commit, partition)
    } finally {
      await release()
    }
  }
  const takeJobs = async () => {
    let worker = start()
    while (awaited.size > 0) {
      const job = queue.shift()
      if (!job) {
        await sleep(clock, 500)
        // The submitter looks after its jobs.
        if (queue.length === 0) queue.push(...awaited)
        continue
      }
      const isDone = work(worker, job).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Failure)) violations.push(`${job.dt}: ${error}`)
          return false
        },
      )
      const isKilled = kills < MAX_KILLS && random() < 0.25
      const killed = sleep(clock, random() * 4_000).then(() => 'killed' as const)
      const outcome = await (isKilled ? Promise.race([isDone, killed]) : isDone)
      if (outcome === 'killed') {
        worker.store.isKilled = true
        ended.add(worker.pid)
        kills++
        worker = start()
        await recoverLake(worker.lake).catch(expectFailure)
      } else if (outcome) awaited.delete(job)
      if (random() < 0.05) queue.length = 0
    }
  }
  const collect = async () => {
    while (!isOver) {
      await sleep(clock, random() * 2_000)
      const { lake } = start()
      const found = await collectLake(lake, 0).catch(expectFailure)
      collected += found?.parts ?? 0
    }
  }
  const expectFailure = (error: unknown) => {
    if (!(error instanceof Failure)) violations.push(String(error))
    return undefined
  }

  const collecting = collect()
  await during(clock, Promise.all(Array.from({ length: WORKERS }, takeJobs)))
  isOver = true
  await during(clock, collecting)
  await clock.advance(CALM_MS)
  // The workers stop. A run that failed and could not tidy up is tidied up by the next command.
  for (let pid = 1; pid < nextPid; pid++) ended.add(pid)
  const last = start(0)
  await during(clock, collectLake(last.lake, 0))
  for (const prefix of [RUNS, LEASES, ORPHANS]) {
    for await (const { key } of bucket.list(prefix)) violations.push(`${key} is left`)
  }
  const parts = await during(clock, storedParts(last.lake))
  if (parts.length !== DAYS) violations.push(`${parts.length} parts are left, expected ${DAYS}`)
  for (const { dt } of new Set(
    [...Array(DAYS).keys()].map((day) => ({ dt: `2026-01-0${day + 5}` })),
  )) {
    const stored = await during(clock, readStored(last.lake, { ...DAY, dt }))
    if (stored?.quality.generation !== GENERATIONS - 1) violations.push(`${dt} is not the last`)
  }
  return { violations, kills, collected }
}

/** As `VirtualClock.during`, in long steps: hours pass in a life. */
async function during<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let isOver = false
  const over = () => {
    isOver = true
  }
  work.then(over, over)
  while (!isOver) await clock.advance(STEP_MS)
  return work
}

/** Mulberry32: the same numbers from the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
