import { describe, expect, it } from 'vitest'
import { DATASETS } from '../../src/contracts/registry.ts'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { GRAPH, producerOf, STAGES } from '../../src/stages/stages.ts'

describe('the graph', () => {
  it('writes every dataset once', () => {
    const written = GRAPH.flatMap(({ writes }) => writes)
    expect([...written].sort()).toEqual(Object.values(DATASETS).sort())
  })

  it('writes each dataset by the stage that datasets.yaml names', () => {
    const listed = [...loadDatasets().values()]
      .filter(({ stage }) => !stage.startsWith('bronze/'))
      .map(({ key, stage }) => `${key}: ${stage}`)
    const written = STAGES.flatMap(({ name, writes }) => writes.map((key) => `${key}: ${name}`))
    expect(written.sort()).toEqual(listed.sort())
  })

  it('has every stage under one name', () => {
    const names = GRAPH.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('comes from raw files: bronze reads nothing else, and all others read datasets', () => {
    for (const { name, reads } of GRAPH) {
      if (name.startsWith('bronze/')) expect(reads).toBe('raw files')
      else expect(reads.length).toBeGreaterThan(0)
    }
  })

  it('calibrates a session by walls, but never by what is scored with its calibration', () => {
    const upstream = (dataset: string, seen = new Set<string>()): Set<string> => {
      for (const read of producerOf(dataset)?.reads ?? []) {
        if (!seen.has(read)) upstream(read, seen.add(read))
      }
      return seen
    }
    expect(upstream(DATASETS.vacuum)).toContain(DATASETS.calibration)
    for (const { writes, name } of STAGES) {
      for (const dataset of writes) expect(upstream(dataset), name).not.toContain(dataset)
    }
  })
})
