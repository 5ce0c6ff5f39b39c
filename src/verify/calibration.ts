import { DATASETS } from '../contracts/registry.ts'
import type { PartitionInput } from '../lake/partition/manifest.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { type ReferenceBounds, ReferenceSample } from '../surfaces/reference-calibration.ts'
import { ReferenceVacuum } from '../surfaces/reference-vacuum.ts'
import type { Check, CheckSubject } from './check.ts'
import { isClose } from './closeness.ts'
import type { Evidence } from './evidence.ts'
import { partitionInputs } from './lineage.ts'
import { readAll } from './norms.ts'
import { withReaders } from './readers.ts'
import { WALL_LEVEL_COLUMNS, wallLevels } from './wall-levels.ts'
import { WindowCursor } from './window-cursor.ts'

/** The bounds of every metric, recomputed from all input values. */
export const calibration: Check = {
  name: 'calibration',
  proves: 'quantiles and counts are those of all values of its sessions, sorted, to 1e-12',
  reads: [DATASETS.calibration],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const sample = new ReferenceSample()
      for (const wall of calibratingWalls(reader)) await addSession(subject, wall, sample, evidence)
      for (const input of partitionInputs(reader.manifest)) {
        if (input.dataset === DATASETS.gex) await addExposures(subject, input, sample, evidence)
      }
      await compareBounds(reader, sample.bounds(), evidence)
    }),
}

/** The walls that a calibration was made of, by date. */
export function calibratingWalls({ manifest }: PartitionReader): PartitionInput[] {
  return partitionInputs(manifest)
    .filter(({ dataset }) => dataset === DATASETS.wall)
    .sort((a, b) => (a.dt < b.dt ? -1 : 1))
}

/** Adds all levels of one session. */
function addSession(
  { lake, signal }: CheckSubject,
  { symbol, dt }: PartitionInput,
  sample: ReferenceSample,
  evidence: Evidence,
): Promise<void> {
  const partitions = [DATASETS.wall, DATASETS.snapshot].map((dataset) => ({ dataset, symbol, dt }))
  return withReaders({ lake, partitions, signal }, async (wallReader, snapshotReader) => {
    const snapshot = await WindowCursor.open(snapshotReader, [])
    const reference = new ReferenceVacuum(secondOf(snapshot.end ?? 0n))
    const wall = await WindowCursor.open(wallReader, WALL_LEVEL_COLUMNS)
    for (let { end } = wall; end !== undefined; end = wall.end) {
      signal.throwIfAborted()
      const levels = wallLevels(wall)
      const vacuums = reference.measure(secondOf(end), levels)
      for (const [index, level] of levels.entries()) sample.add(level, vacuums[index])
      evidence.count('levels', levels.length)
      await wall.next()
    }
    evidence.count('sessions')
  })
}

/** Adds the gross exposures of one session. */
function addExposures(
  { lake, signal }: CheckSubject,
  { dataset, symbol, dt }: PartitionInput,
  sample: ReferenceSample,
  evidence: Evidence,
): Promise<void> {
  const partitions = [{ dataset, symbol, dt }]
  return withReaders({ lake, partitions, signal }, async (reader) => {
    for await (const table of reader.tables(['gex_abs'])) {
      signal.throwIfAborted()
      sample.addExposures(table.column('gex_abs', 'float64').subarray(0, table.length))
      evidence.count('exposures', table.length)
    }
  })
}

async function compareBounds(
  reader: PartitionReader,
  bounds: ReadonlyMap<string, ReferenceBounds>,
  evidence: Evidence,
): Promise<void> {
  const missing = new Set(bounds.keys())
  for (const table of await readAll(reader)) {
    const metrics = table.column('metric_name', 'text')
    for (let row = 0; row < table.length; row++) {
      const metric = metrics[row]
      const expected = bounds.get(metric)
      const differ = (name: string, found: number | bigint, wanted: number) =>
        evidence.offend(() => `${metric}: ${name} is ${found}, expected ${wanted}`)
      if (!missing.delete(metric) || !expected) {
        evidence.offend(() => `${metric}: it has a row too many, or no values`)
        continue
      }
      evidence.count('metrics')
      for (const name of ['q05', 'q95'] as const) {
        const found = table.column(name, 'float64')[row]
        if (!isClose(found, expected[name])) differ(name, found, expected[name])
      }
      const count = table.column('sample_count', 'int64')[row]
      if (count !== BigInt(expected.count)) differ('sample_count', count, expected.count)
    }
  }
  for (const metric of missing) evidence.offend(() => `${metric}: it has no row`)
}

function secondOf(ns: bigint): number {
  return Number(ns / NANOSECONDS_PER_SECOND)
}
