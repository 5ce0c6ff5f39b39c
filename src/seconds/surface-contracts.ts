import type { Contract } from '../contracts/contract.ts'
import type { Lake } from '../lake/paths.ts'
import { SURFACE_DATASETS, SURFACE_NAMES, type SurfaceName } from './second.ts'

/** The contracts of the surfaces that a lake knows. */
export function surfaceContracts({ datasets }: Lake): ReadonlyMap<SurfaceName, Contract> {
  const known = SURFACE_NAMES.flatMap((name) => {
    const dataset = datasets.get(SURFACE_DATASETS[name])
    return dataset ? [[name, dataset.contract] as const] : []
  })
  return new Map(known)
}
