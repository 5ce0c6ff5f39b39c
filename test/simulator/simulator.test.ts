import { describe, expect, it } from 'vitest'
import { MUTATIONS } from './mutations.ts'
import { type Simulated, simulate } from './simulation.ts'

const SEEDS = 100

/** What each mutation must be found by. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  'lost-sync': /was acknowledged and is lost/,
  'manifest-first': /names a part that is not on the disk/,
  'one-table-only': /names a part that is not on the disk/,
  'lease-unchecked': /takes .*, which .* holds/,
  'torn-manifest': /is damaged/,
  'collects-what-is-named': /removes .*, which .* names/,
  'orphans-stay': /\.parts\/.* is left/,
  'never-published': /differs from an undisturbed run/,
  'stale-reads': /removes .*, which .* names/,
}

/** The first of the seeds in which something does not hold. */
async function firstFailing(mutation?: string): Promise<Simulated | undefined> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const simulated = await simulate(seed, mutation === undefined ? undefined : MUTATIONS[mutation])
    if (simulated.violations.length > 0) return simulated
  }
  return undefined
}

it(`holds in ${SEEDS} seeds what a lake promises`, async () => {
  const failing = await firstFailing()
  expect(failing?.violations, `npm run simulate -- --seed ${failing?.seed}`).toBeUndefined()
})

it('lives the same life again from the same seed', async () => {
  const [first, second] = [await simulate(7), await simulate(7)]
  expect(first.trace.length).toBeGreaterThan(500)
  expect(second).toEqual(first)
  expect((await simulate(8)).trace).not.toEqual(first.trace)
})

describe('a fault is found', () => {
  it('each has a sign', () => {
    expect(Object.keys(SIGNS)).toEqual(Object.keys(MUTATIONS))
  })

  it.each(Object.entries(SIGNS))('%s', async (mutation, sign) => {
    const failing = await firstFailing(mutation)
    expect(failing?.violations.join('\n')).toMatch(sign)
  })
})

it('the seeds draw every kind of fault', async () => {
  const missing = new Set([
    /fails with EIO/,
    /fails with ENOSPC/,
    /was done and fails with EIO/,
    /is killed/,
    /power {2}is cut/,
    /power {2}takes back/,
    /has its clock set/,
    /putIf .* seems to have been refused/,
  ])
  for (let seed = 1; seed <= SEEDS && missing.size > 0; seed++) {
    const { trace } = await simulate(seed)
    for (const kind of missing) if (trace.some((line) => kind.test(line))) missing.delete(kind)
  }
  expect([...missing].map(String)).toEqual([])
})
