import { rmSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type ScrubPass, scrubDaily } from '../../src/verify/background-scrub.ts'
import { emptyLake } from '../lake/empty-lake.ts'
import { DAY, writeTicks } from '../lake/lake.ts'
import { manifestPath, shownPath } from '../lake/lake-files.ts'
import { VirtualClock } from '../virtual-clock.ts'

const HOUR_MS = 3_600_000

/** Lets time pass until something holds; it fails by the test's time limit. */
async function hoursUntil(holds: () => boolean, clock: VirtualClock): Promise<void> {
  while (!holds()) await clock.advance(HOUR_MS)
}

it('hashes all files once a day, names what has rotted, and ends when it is told to', async () => {
  const lake = emptyLake()
  const other = { ...DAY, dt: '2026-01-07' }
  await writeTicks(lake, [1, 2, 3])
  await writeTicks(lake, [4], undefined, other)
  const clock = new VirtualClock()
  const ending = new AbortController()
  const passes: ScrubPass[] = []
  const rotten: string[] = []
  const errors: unknown[] = []
  const report = {
    passed: (pass: ScrubPass) => void passes.push(pass),
    rotten: ({
      partitions: [{ dt }],
      offending,
    }: {
      partitions: readonly { dt: string }[]
      offending: readonly string[]
    }) => void rotten.push(`${dt} ${offending}`),
    failed: (error: unknown) => void errors.push(error),
  }
  const done = scrubDaily(lake, report, clock, ending.signal)
  await hoursUntil(() => passes.length === 1, clock)
  expect(passes).toEqual([{ files: 2, bytes: expect.any(Number), rotten: 0 }])
  expect(passes[0].bytes).toBeGreaterThan(100)

  writeFileSync(shownPath(lake, other), 'rot')
  await clock.advance(22 * HOUR_MS)
  expect(passes).toHaveLength(1)
  await hoursUntil(() => passes.length === 2, clock)
  expect(passes[1]).toMatchObject({ files: 2, rotten: 1 })
  expect(rotten).toEqual([expect.stringMatching(/^2026-01-07 .*sha256 is/)])

  // A manifest that cannot be read is a finding, and ends nothing.
  writeFileSync(manifestPath(lake, DAY), '{')
  await hoursUntil(() => passes.length === 3, clock)
  expect(passes[2]).toMatchObject({ rotten: 2 })
  rmSync(lake.root, { recursive: true })
  await hoursUntil(() => passes.length === 4, clock)
  expect(passes[3]).toEqual({ files: 0, bytes: 0, rotten: 0 })
  expect(errors).toEqual([])
  ending.abort()
  await done
  expect(clock.pending).toBe(0)
})

it('goes on the next day where a pass cannot be finished', async () => {
  const lake = emptyLake()
  await writeTicks(lake, [1])
  const { store } = lake
  let fails = true
  const flaky = {
    ...lake,
    store: Object.assign(Object.create(store), {
      list: (prefix: string) => {
        if (fails) throw new Error('EIO')
        return store.list(prefix)
      },
    }),
  }
  const clock = new VirtualClock()
  const ending = new AbortController()
  const passes: ScrubPass[] = []
  const errors: unknown[] = []
  const report = {
    passed: (pass: ScrubPass) => void passes.push(pass),
    rotten: () => {},
    failed: (error: unknown) => void errors.push(error),
  }
  const done = scrubDaily(flaky, report, clock, ending.signal)
  await hoursUntil(() => errors.length === 1, clock)
  expect([errors.length, passes.length]).toEqual([1, 0])
  fails = false
  await hoursUntil(() => passes.length === 1, clock)
  expect([errors.length, passes.length]).toEqual([1, 1])
  ending.abort()
  await done
})
