import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { DATASETS } from '../../src/contracts/registry.ts'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { openLake } from '../../src/lake/paths.ts'
import { Table } from '../../src/table/table.ts'
import { REGISTRY, registryModule } from './registry-module.ts'

it('the registry is what the contracts and the list of datasets say: else run npm run contracts', () => {
  expect(readFileSync(REGISTRY, 'utf8')).toBe(registryModule(loadDatasets()))
})

it('what the compiler knows of a table is what it has', () => {
  const lake = openLake('lake')
  for (const key of Object.values(DATASETS)) expect(lake.datasets.get(key)?.key).toBe(key)
  expect([...lake.datasets.keys()]).toEqual(Object.values(DATASETS))
  const wall = new Table(loadContract('silver/wall_surface_1s'), 2)
  expect(wall.columns.add_qty).toEqual(new Int32Array(2))
  expect(Object.keys(wall.columns)).toEqual(wall.contract.fields.map(({ name }) => name))
})
