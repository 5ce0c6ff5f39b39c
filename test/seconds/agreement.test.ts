import { describe, expect, it } from 'vitest'
import { areFromOneRun, type OpenedSurface, outdatedSurfaces } from '../../src/seconds/agreement.ts'
import { SURFACE_DATASETS, type SurfaceName } from '../../src/seconds/second.ts'

interface Made {
  readonly stage?: string
  readonly parameter?: number
  /** Surfaces and the hashes they had; `name@dt` for another date's. */
  readonly of?: Readonly<Record<string, string>>
  readonly hash?: string
}

function opened(
  made: Readonly<Partial<Record<SurfaceName, Made>>>,
): Map<SurfaceName, OpenedSurface> {
  return new Map(
    Object.entries(made).map(([name, { stage = name, parameter = 0, of = {}, hash = name }]) => {
      const inputs = Object.entries(of).map(([input, content_sha256]) => {
        const [surface, dt = '2026-01-06'] = input.split('@')
        const dataset = SURFACE_DATASETS[surface as SurfaceName]
        return { dataset, symbol: 'ESH6', dt, content_sha256 }
      })
      const record = { name: stage, revision: 1, parameters: { parameter } }
      const content = { content_sha256: hash, stage: record, inputs }
      const manifest = { symbol: 'ESH6', dt: '2026-01-06', ...content }
      return [name as SurfaceName, { manifest } as unknown as OpenedSurface]
    }),
  )
}

describe('surfaces of one run', () => {
  it('have the same parameters and inputs where one stage writes them', () => {
    const snap = { stage: 'book', parameter: 60 }
    expect(areFromOneRun(opened({ snap, wall: snap, levels: { parameter: 1 } }))).toBe(true)
    expect(areFromOneRun(opened({ snap, wall: { stage: 'book', parameter: 30 } }))).toBe(false)
    expect(areFromOneRun(opened({ snap, wall: { ...snap, of: { gex: 'x' } } }))).toBe(false)
  })
})

describe('outdated surfaces', () => {
  it('were made of others than those that are there, or of such', () => {
    const vacuum = { of: { wall: 'old' } }
    const physics = { of: { wall: 'wall', vacuum: 'vacuum' } }
    const levels = { of: { snap: 'snap' } }
    const found = outdatedSurfaces(opened({ physics, snap: {}, wall: {}, vacuum, levels }))
    expect([...found].sort()).toEqual(['physics', 'vacuum'])
  })

  it('are not those made of another date, or of what is no surface of the day', () => {
    const levels = { of: { snap: 'snap', 'snap@2026-01-05': 'old' } }
    expect(outdatedSurfaces(opened({ snap: {}, levels }))).toEqual(new Set())
    expect(outdatedSurfaces(opened({ vacuum: { of: { wall: 'gone' } } }))).toEqual(new Set())
  })
})
