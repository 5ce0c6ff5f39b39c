import { describe, expect, it } from 'vitest'
import type { PartitionState } from '../../src/lake/partition/state.ts'
import { plan } from '../../src/pipeline/plan.ts'
import type { Node } from '../../src/pipeline/survey.ts'
import { declareStage, type StageDeclaration } from '../../src/stages/declare-stage.ts'

const FRESH: PartitionState = { state: 'fresh', reasons: [] }
const MISSING: PartitionState = { state: 'missing', reasons: ['it was never written'] }
const CHANGED: PartitionState = { state: 'stale', reasons: ['revision 1 is now 2'] }

const DECLARATION: StageDeclaration<Record<string, never>, 'wall', 'vacuum'> = {
  name: 'silver/made',
  revision: 1,
  parameters: {},
  reads: ['wall'],
  writes: ['vacuum'],
  resolve: () => Promise.reject(new Error('a plan settles nothing')),
  run: () => Promise.reject(new Error('a plan runs nothing')),
}
const stage = declareStage(DECLARATION)

function node(key: string, needs: readonly string[] = [], ...states: PartitionState[]): Node {
  const found = states.length > 0 ? states : [FRESH]
  return {
    key,
    symbol: 'ESH6',
    dt: '2026-01-06',
    stage,
    resolved: { parameters: {}, reads: [], notes: [] },
    needs: needs.map((need) => ({ key: need, optional: false, isFallback: false })),
    states: Object.fromEntries(found.map((state, index) => [`table ${index}`, state])),
    fault: undefined,
  }
}

const ran = (nodes: readonly Node[], overwritten: readonly string[] = []) =>
  plan(nodes, new Set(overwritten))
    .filter(({ runs }) => runs)
    .map(({ node, reasons }) => `${node.key}: ${reasons.join('; ')}`)

describe('plan', () => {
  it('runs nothing where all is fresh', () => {
    expect(ran([node('book'), node('levels', ['book'])])).toEqual([])
  })

  it('keeps the order it was given and runs what is missing or stale, with the reason', () => {
    expect(ran([node('book', [], MISSING), node('other'), node('levels', [], CHANGED)])).toEqual([
      'book: it was never written',
      'levels: revision 1 is now 2',
    ])
  })

  it('runs a stage if one of its tables is not fresh', () => {
    expect(ran([node('book', [], FRESH, CHANGED)])).toEqual(['book: revision 1 is now 2'])
  })

  it('carries on to whatever needs what runs, and to nothing else', () => {
    const nodes = [
      node('book', [], CHANGED),
      node('book of another day'),
      node('calibration', ['book', 'book of another day']),
      node('physics', ['calibration']),
      node('levels of another day', ['book of another day']),
    ]
    expect(ran(nodes)).toEqual([
      'book: revision 1 is now 2',
      'calibration: book runs',
      'physics: calibration runs',
    ])
  })

  it('reports a dependency that was never run as missing', () => {
    expect(ran([node('book', [], MISSING), node('calibration', ['book'])])).toEqual([
      'book: it was never written',
      'calibration: book is not there yet',
    ])
  })

  it('runs what is to be overwritten, and what needs it', () => {
    expect(ran([node('book'), node('levels', ['book'])], ['book'])).toEqual([
      'book: --overwrite',
      'levels: book runs',
    ])
  })

  it('refuses nodes that come before their dependencies', () => {
    expect(() => plan([node('levels', ['book']), node('book')])).toThrow('comes before book')
  })
})

describe('a stage', () => {
  it.each([
    { name: 'bronze/made' },
    { name: 'silver/Made' },
    { name: 'silver' },
    { name: 'silver/made', writes: [] },
  ])('%o is refused where it is declared', (changes) => {
    expect(() => declareStage({ ...DECLARATION, ...changes })).toThrow(/^stage /)
  })
})
