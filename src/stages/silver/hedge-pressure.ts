import { DATASETS } from '../../contracts/registry.ts'
import {
  DepthAroundSpot,
  HedgePressureSurface,
  hedgeAtMove,
  takeDepth,
} from '../../dealers/hedge-pressure.ts'
import { type PartitionReader, readPartition } from '../../lake/partition/read.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import type { Lake } from '../../lake/paths.ts'
import { PRICE_SCALE, priceFromWords } from '../../market/price.ts'
import { secondFromWords } from '../../market/time.ts'
import { words } from '../../table/table.ts'
import { declareStage, type StageWork } from '../declare-stage.ts'
import { expiryFor, missingGamma } from '../missing-gamma.ts'
import { SecondRows } from '../second-rows.ts'
import { optionFacts, SESSION_PARAMETERS } from '../session-facts.ts'
import type { StageOptions, Target } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'

type PressureWork = StageWork<
  typeof SESSION_PARAMETERS,
  'snapshot' | 'wall' | 'hedgeProfile' | 'bands',
  'hedgePressure'
>

/** What dealers must trade if the future moves, over the depth that stands in its way. */
export const hedgePressure = declareStage({
  name: 'silver/hedge-pressure',
  revision: 2,
  parameters: SESSION_PARAMETERS,
  reads: ['snapshot', 'wall', 'hedgeProfile', 'bands'],
  writes: ['hedgePressure'],
  skipReason: missingGamma,
  resolve,
  run,
})

async function resolve(lake: Lake, target: Target, options: StageOptions) {
  const { symbol, dt } = target
  const read = <D extends string>(dataset: D, optional: boolean) => ({
    dataset,
    symbol,
    dt,
    optional,
  })
  // Partial where the options are: the hedges are theirs.
  const expiry = await expiryFor(lake, target, options)
  const { parameters, notes } = await optionFacts(lake, target, options, expiry)
  return {
    parameters,
    reads: [
      read(DATASETS.snapshot, false),
      read(DATASETS.wall, false),
      read(DATASETS.hedgeProfile, false),
      // Without scores there is pressure, but no fragility.
      read(DATASETS.bands, true),
    ],
    notes,
  }
}

const CLOCK_COLUMNS = ['window_end_ts_ns', 'spot_ref_price_int', 'mid_price', 'book_valid'] as const

async function run(work: PressureWork) {
  const { lake, symbol, dt, inputs } = work
  const readers: PartitionReader[] = []
  try {
    const open = async (dataset: string) => {
      const reader = await readPartition(lake, { dataset, symbol, dt })
      readers.push(reader)
      return reader
    }
    const wall = new SecondRows(await open(DATASETS.wall), ['side', 'rel_ticks', 'depth_qty_end'])
    const profile = new SecondRows(await open(DATASETS.hedgeProfile), ['delta_ticks', 'hedge'])
    const scores =
      inputs.bands.length === 0
        ? undefined
        : new SecondRows(await open(DATASETS.bands), ['above_score', 'below_score'])
    await closeWindows(work, { wall, profile, scores })
  } finally {
    for (const reader of readers) await reader.close()
  }
  const profile = await storedManifest(lake, { dataset: DATASETS.hedgeProfile, symbol, dt })
  return { options_undefined: Number(profile?.quality.options_undefined ?? 0) }
}

interface Sources {
  readonly wall: SecondRows
  readonly profile: SecondRows
  readonly scores: SecondRows | undefined
}

async function closeWindows(work: PressureWork, sources: Sources): Promise<void> {
  const { lake, symbol, dt, writers, report, signal } = work
  const snapshot = { dataset: DATASETS.snapshot, symbol, dt }
  const { columns, length } = await readTable(lake, snapshot, CLOCK_COLUMNS)
  const tickSize = Number((await storedManifest(lake, snapshot))?.stage.parameters.tick_size)
  const walls = await storedManifest(lake, { dataset: DATASETS.wall, symbol, dt })
  const depth = new DepthAroundSpot(Number(walls?.stage.parameters.max_rel_ticks))
  const surface = new HedgePressureSurface(writers.hedgePressure.table)
  const ends = words(columns.window_end_ts_ns)
  const spots = words(columns.spot_ref_price_int)
  const { wall, profile, scores } = sources
  const hedgeAt = (ticks: number) => hedgeAtMove(profile, ticks)
  for (let window = 0; window < length; window++) {
    signal.throwIfAborted()
    const endSecond = secondFromWords(ends[2 * window], ends[2 * window + 1])
    const spotPrice = priceFromWords(spots[2 * window], spots[2 * window + 1])
    if (!Number.isNaN(spotPrice)) {
      for (const rows of [wall, profile, scores]) await rows?.seek(endSecond)
      takeDepth(wall, depth)
      const mid = columns.mid_price[window]
      const scoreOf = (name: string) =>
        scores && scores.from < scores.to
          ? scores.table.column(name, 'float64')[scores.from]
          : Number.NaN
      surface.append(
        {
          endSecond,
          forwardTicks: Number.isNaN(mid) ? 0 : (mid * PRICE_SCALE - spotPrice) / tickSize,
          isBookValid: columns.book_valid[window] === 1,
          hedgeAt,
          aboveScore: scoreOf('above_score'),
          belowScore: scoreOf('below_score'),
        },
        depth,
      )
    }
    if (writers.hedgePressure.closeWindows(1)) await writers.hedgePressure.flush()
    report({ done: window + 1, total: length, unit: 'seconds' })
  }
}
