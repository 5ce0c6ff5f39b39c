import { cachedDay } from './day.ts'
import { type Measurement, measure } from './measure.ts'
import { formatBytes, formatCount, formatTable } from './text-table.ts'
import { workloadNamed } from './workloads.ts'

/** The same work on a file of some size. */
export interface ScalingPoint extends Measurement {
  /** Records of the file. */
  readonly records: number
}

/** Decodes and ingests files of 1, 2, 4 and 8 times so many records, each in a fresh process. */
export async function measureScaling(seed: number, least: number): Promise<ScalingPoint[]> {
  const points: ScalingPoint[] = []
  for (const times of [1, 2, 4, 8]) {
    const records = least * times
    const day = await cachedDay({ seed, records })
    for (const name of ['decode', 'pipeline'] as const)
      for (const measurement of await measure(workloadNamed(name), day, 1))
        points.push({ ...measurement, records })
  }
  return points
}

/** Neither column of numbers should grow with the records. */
export function formatScaling(points: readonly ScalingPoint[]): string {
  const rows = points
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.records - b.records)
    .map(({ name, items, records, seconds, peakBytes }) => [
      name,
      formatCount(records),
      `${Math.round((seconds / items) * 1e9)}`,
      formatBytes(peakBytes),
    ])
  return formatTable(['work', 'records', 'ns a record', 'peak memory'], rows)
}
