// @module-tag slow
import { describe, expect, it } from 'vitest'
import { MUTATIONS } from './mutations.ts'
import { OWN_STAGES_EVERY, type Simulated, simulate } from './simulation.ts'

const SEEDS = 100

/** What each mutation must be found by. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  'lost-sync':
    /is acknowledged and is not on the disk|was acknowledged and is lost|whose manifest is not on the disk/,
  'manifest-first': /names a part that is not on the disk/,
  'one-table-only': /names a part that is not on the disk/,
  'lease-unchecked': /takes .*, which .* holds/,
  'torn-manifest': /is damaged/,
  'collects-what-is-named': /removes .*, which .* names/,
  'orphans-stay': /\.parts\/.* is left/,
  'never-published': /differs from an undisturbed run/,
  'stale-reads': /differs from an undisturbed run|removes .*, which .* names/,
}

/** The first of the seeds in which something does not hold. */
async function firstFailing(mutation?: string, step = 1): Promise<Simulated | undefined> {
  for (let seed = step; seed <= SEEDS; seed += step) {
    const simulated = await simulate(seed, mutation === undefined ? undefined : MUTATIONS[mutation])
    if (simulated.violations.length > 0) return simulated
  }
  return undefined
}

it(`holds in ${SEEDS} seeds what a lake promises`, async () => {
  const failing = await firstFailing()
  expect(failing?.violations, `npm run simulate -- --seed ${failing?.seed}`).toBeUndefined()
})

describe.each([
  ['stand-ins', 7, 1],
  ["the program's own ingest and stages", OWN_STAGES_EVERY, OWN_STAGES_EVERY],
])('with %s', (_, seed, step) => {
  it('lives the same life again from the same seed', async () => {
    const [first, second] = [await simulate(seed), await simulate(seed)]
    expect(first.trace.length).toBeGreaterThan(500)
    expect(second).toEqual(first)
    expect((await simulate(seed + step)).trace).not.toEqual(first.trace)
  })

  it('fails in the same way again from a seed that failed', async () => {
    const failing = await firstFailing('manifest-first', step)
    expect(failing?.violations).toHaveLength(1)
    expect(await simulate(failing?.seed ?? 0, MUTATIONS['manifest-first'])).toEqual(failing)
  })
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

it.each([1, OWN_STAGES_EVERY])(
  'every %s. seed has its share of every kind of fault',
  async (step) => {
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
    for (let seed = step; seed <= SEEDS * step && missing.size > 0; seed += step) {
      const { trace } = await simulate(seed)
      for (const kind of missing) if (trace.some((line) => kind.test(line))) missing.delete(kind)
    }
    expect([...missing].map(String)).toEqual([])
  },
)
