import { Failure } from '../failure.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import { formatPartition } from '../lake/paths.ts'
import type { Norm, WallNorms } from '../surfaces/calibration-norms.ts'
import type { Table } from '../table/table.ts'

/** A stored calibration, for recomputing scores. */
export interface StoredCalibration {
  readonly norms: WallNorms
  /** `prior`, `same_day` or `chosen`. */
  readonly mode: string
}

/**
 * Reads a calibration; a missing metric or bound is a Failure.
 *
 * @throws Failure `input`
 */
export async function readCalibration(reader: PartitionReader): Promise<StoredCalibration> {
  const bounds = new Map<string, Norm>()
  let mode = 'none'
  for (const table of await readAll(reader)) {
    const names = table.column('metric_name', 'text')
    for (let row = 0; row < table.length; row++) {
      const q05 = table.column('q05', 'float64')[row]
      const q95 = table.column('q95', 'float64')[row]
      bounds.set(names[row], { q05, q95 })
      mode = letterAt(table, 'mode', row)
    }
  }
  const normOf = (metric: string): Norm => {
    const norm = bounds.get(metric)
    if (norm && norm.q05 < norm.q95) return norm
    throw new Failure({
      code: 'input',
      what: `the calibration cannot norm ${metric}`,
      where: formatPartition(reader.manifest),
      expected: 'q05 < q95',
      found: norm ? `q05 ${norm.q05}, q95 ${norm.q95}` : 'no row of it',
    })
  }
  return {
    norms: {
      p1_pull_add_log: normOf('p1_pull_add_log'),
      p2_pull_intensity: normOf('p2_pull_intensity'),
      p3_erosion: normOf('p3_erosion'),
      p4_pull_acceleration: normOf('p4_pull_acceleration'),
      wall_strength_log: normOf('wall_strength_log'),
    },
    mode,
  }
}

/** All row groups of a small partition. */
export async function readAll(reader: PartitionReader): Promise<Table[]> {
  const groups: Table[] = []
  for (let group = 0; group < reader.rowGroups.length; group++)
    groups.push(await reader.read(group))
  return groups
}

/** A letter column's cell as its letter. */
export function letterAt(table: Table, name: string, row: number): string {
  const field = table.contract.fields.find((each) => each.name === name)
  return field?.letters[table.column(name, 'letter')[row]] ?? 'none'
}
