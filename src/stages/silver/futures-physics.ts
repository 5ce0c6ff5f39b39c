import { type Calibration, DATASETS, type Vacuum } from '../../contracts/registry.ts'
import { readPartition } from '../../lake/partition/read.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import type { Lake } from '../../lake/paths.ts'
import { secondFromWords } from '../../market/time.ts'
import { BandsSurface, SNAPSHOT_COLUMNS_OF_BANDS } from '../../surfaces/bands.ts'
import { wallNorms } from '../../surfaces/calibration-norms.ts'
import { VacuumSurface, WALL_COLUMNS_OF_VACUUM, type WallOfVacuum } from '../../surfaces/vacuum.ts'
import { Table, words } from '../../table/table.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { firstWindowEnd } from '../first-window.ts'
import { SESSION_PARAMETERS, sessionFacts } from '../session-facts.ts'
import type { StageOptions, Target } from '../stage.ts'

type PhysicsWork = StageWork<
  typeof SESSION_PARAMETERS,
  'snapshot' | 'wall' | 'calibration',
  'vacuum' | 'bands'
>

/** The walls once more, scored by the session's calibration: where liquidity is being pulled. */
export const futuresPhysics = declareStage({
  name: 'silver/futures-physics',
  revision: 2,
  parameters: SESSION_PARAMETERS,
  reads: ['snapshot', 'wall', 'calibration'],
  writes: ['vacuum', 'bands'],
  resolve,
  run,
})

async function resolve(lake: Lake, { symbol, dt }: Target, options: StageOptions) {
  const reads = [DATASETS.snapshot, DATASETS.wall, DATASETS.calibration].map((dataset) => ({
    dataset,
    symbol,
    dt,
    optional: false,
  }))
  const { parameters, notes } = await sessionFacts(lake, { symbol, dt }, options)
  return { parameters, reads, notes }
}

async function run({ lake, symbol, dt, writers, report, signal }: PhysicsWork) {
  const calibration = await readTable(lake, { dataset: DATASETS.calibration, symbol, dt })
  const norms = wallNorms(calibration)
  const snapshots = { dataset: DATASETS.snapshot, symbol, dt }
  const snapshot = await readTable(lake, snapshots, SNAPSHOT_COLUMNS_OF_BANDS)
  const start = await firstWindowEnd(lake, { symbol, dt })
  const vacuum = new VacuumSurface(writers.vacuum.table.contract, norms, start)
  const walls = await readPartition(lake, { dataset: DATASETS.wall, symbol, dt })
  const bands = new BandsSurface(writers.bands.table, norms)
  const noWall = new Table(walls.contract, 0)
  const noVacuum = new Table(writers.vacuum.table.contract, 0)
  /** Number of windows whose bands have been appended. */
  let window = 0
  const append = async (to: number, wall: Table<WallOfVacuum>, scored: Table<Vacuum>) => {
    bands.push(snapshot.rows(window, to), wall, scored)
    if (writers.bands.closeWindows(to - window)) await writers.bands.flush()
    window = to
  }
  /** Appends windows without a wall up to a given one, split at row group boundaries. */
  const appendBare = async (to: number) => {
    while (window < to) {
      const { windowsPerGroup } = writers.bands
      const groupEnd = window - (window % windowsPerGroup) + windowsPerGroup
      await append(Math.min(to, groupEnd), noWall, noVacuum)
    }
  }
  try {
    let done = 0
    for await (const wall of walls.tables(WALL_COLUMNS_OF_VACUUM)) {
      signal.throwIfAborted()
      // Row groups of walls end at boundaries of band groups, so none spans a boundary.
      await appendBare(windowEnd(wall, 0) - start)
      const scored = vacuum.push(wall)
      await append(windowEnd(wall, wall.length - 1) - start + 1, wall, scored)
      await writers.vacuum.write(scored)
      report({ done: ++done, total: walls.rowGroups.length, unit: 'row groups' })
    }
    await appendBare(snapshot.length)
  } finally {
    await walls.close()
  }
  return { calibration_mode: modeOf(calibration) }
}

/** End of the window of a wall's row, Unix seconds. */
function windowEnd(wall: Table<WallOfVacuum>, row: number): number {
  const end = words(wall.columns.window_end_ts_ns)
  return secondFromWords(end[2 * row], end[2 * row + 1])
}

function modeOf(calibration: Table<Calibration>): string {
  const { letters } = calibration.contract.fields.find(({ name }) => name === 'mode') ?? {
    letters: [],
  }
  return letters[calibration.columns.mode[0]] ?? 'none'
}
