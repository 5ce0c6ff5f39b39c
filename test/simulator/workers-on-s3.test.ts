// @module-tag slow
import { expect, it } from 'vitest'
import { liveOnS3 } from './workers-on-s3.ts'

const SEEDS = 100

it(`workers on a lake on S3 keep in ${SEEDS} seeds what a lake promises`, async () => {
  let kills = 0
  let collected = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    const life = await liveOnS3(seed)
    expect(life.violations, `seed ${seed}`).toEqual([])
    kills += life.kills
    collected += life.collected
  }
  expect(kills).toBeGreaterThan(SEEDS)
  expect(collected).toBeGreaterThan(SEEDS)
})

it('a collector that claims nothing is found', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations } = await liveOnS3(seed, { hasNoClaims: true })
    if (violations.some((violation) => /which is gone/.test(violation))) return
  }
  expect.unreachable()
})
