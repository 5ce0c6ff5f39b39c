import { expect, it } from 'vitest'
import { datasetsOfStage, loadDatasets } from '../../src/lake/datasets.ts'
import { STAGES } from '../../src/stages/stages.ts'

it('what a stage writes is what is committed with it', () => {
  const datasets = loadDatasets()
  for (const { name, writes } of STAGES.filter((stage) => !stage.name.startsWith('bronze/'))) {
    expect(datasetsOfStage(datasets, name).sort(), name).toEqual([...writes].sort())
  }
})

it('every table of bronze is committed by itself', () => {
  const bronze = [...loadDatasets().values()].filter(({ key }) => key.startsWith('bronze.'))
  expect(new Set(bronze.map(({ stage }) => stage)).size).toBe(bronze.length)
})
