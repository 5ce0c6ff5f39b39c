import type { Datasets } from '../../src/lake/datasets.ts'
import type { StageManifest } from '../../src/lake/partition/manifest.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import type { Process, World } from './world.ts'

/** What the simulated programs work on: datasets, how bronze comes into being, and the stages. */
export interface Workload {
  readonly datasets: Datasets
  /** Whether real files are read besides the simulated disk. */
  readonly readsFiles: boolean
  /** Writes a day of bronze, as a command does. */
  ingest(process: Process, world: World): Promise<void>
  /** Runs the pipeline over all days that have bronze, as a command does. */
  run(process: Process, world: World): Promise<void>
  /** Reads a table as the program's own commands do. @returns its rows */
  read(lake: Lake, partition: Partition): Promise<number>
  /**
   * What is wrong with the tables that a manifest names, given the inputs it names.
   *
   * @param lake has these tables; nothing goes wrong in it
   */
  examine(manifest: StageManifest, lake: Lake): Promise<readonly string[]>
  /** Each object, by its key, of a lake with this bronze in which nothing went wrong. */
  undisturbed(bronze: readonly StageManifest[]): Promise<Map<string, Uint8Array>>
}
