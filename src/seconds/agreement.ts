import type { Manifest } from '../lake/partition/manifest.ts'
import { SURFACE_DATASETS, type SurfaceName } from './second.ts'

/** A surface's partition as it was opened. */
export interface OpenedSurface {
  readonly manifest: Manifest
}

/**
 * Whether the base surfaces and the outputs of each stage come from one run. False while a run is
 * publishing them one by one.
 */
export function areFromOneRun(surfaces: ReadonlyMap<SurfaceName, OpenedSurface>): boolean {
  const runs = new Map<string, string>()
  for (const { manifest } of surfaces.values()) {
    const { stage, inputs } = manifest
    const run = JSON.stringify([stage, inputs])
    if ((runs.get(stage.name) ?? run) !== run) return false
    runs.set(stage.name, run)
  }
  return true
}

/**
 * The surfaces built from other inputs than those that are open, directly or indirectly: shown
 * together they would be inconsistent.
 */
export function outdatedSurfaces(
  surfaces: ReadonlyMap<SurfaceName, OpenedSurface>,
): ReadonlySet<SurfaceName> {
  const old = new Set<SurfaceName>()
  const names = new Map(
    [...surfaces.keys()].map((name) => [SURFACE_DATASETS[name] as string, name]),
  )
  // Each round may find what was made of what the round before found.
  for (let known = -1; known < old.size; ) {
    known = old.size
    for (const [name, { manifest }] of surfaces) {
      const { symbol, dt, inputs } = manifest
      for (const input of inputs) {
        if (!('dataset' in input) || input.symbol !== symbol || input.dt !== dt) continue
        const made = names.get(input.dataset)
        if (made === undefined) continue
        const isOther = surfaces.get(made)?.manifest.content_sha256 !== input.content_sha256
        if (isOther || old.has(made)) old.add(name)
      }
    }
  }
  return old
}
