import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { REGISTRY, registryModule } from './registry-module.ts'

it('the registry is what the contracts and the list of datasets say: else run npm run contracts', () => {
  expect(readFileSync(REGISTRY, 'utf8')).toBe(registryModule(loadDatasets()))
})
