/** Writes src/contracts/registry.ts from the contracts and the list of datasets: `npm run contracts`. */

import { writeFile } from 'node:fs/promises'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { REGISTRY, registryModule } from './registry-module.ts'

await writeFile(REGISTRY, registryModule(loadDatasets()))
