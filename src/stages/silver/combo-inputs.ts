import { DATASETS } from '../../contracts/registry.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import type { Lake, Partition } from '../../lake/paths.ts'
import { ComboTrades, LEG_COLUMNS } from '../../options/combo-trades.ts'
import { OPTION_RECORD_COLUMNS, optionRecords } from '../../options/option-records.ts'
import type { Target } from '../stage.ts'
import { storedManifest } from '../stored-manifest.ts'
import { eveningOf } from './evening-trades.ts'

type ComboPartition = Partition<typeof DATASETS.comboTrades>
type DefinitionPartition = Partition<typeof DATASETS.definitions>

/**
 * The days of combinations' trades of a trading date, and the definitions of their legs. Most days
 * have none: they are read where they exist.
 *
 * @param dates UTC dates of the session
 * @param definedOn the date whose definitions are read anyway
 */
export async function comboReads(
  lake: Lake,
  { symbol, dt }: Target,
  dates: readonly string[],
  definedOn: string,
) {
  const reads = []
  for (const date of new Set([eveningOf(dt).date, ...dates])) {
    const trades: ComboPartition = { dataset: DATASETS.comboTrades, symbol, dt: date }
    if (!(await storedManifest(lake, trades))) continue
    reads.push({ ...trades, optional: true })
    const definitions: DefinitionPartition = { dataset: DATASETS.definitions, symbol, dt: date }
    if (date < definedOn && (await storedManifest(lake, definitions)))
      reads.push({ ...definitions, optional: true })
  }
  return reads
}

/** Reads combinations' trades, each day's after its own definitions. */
export async function readCombos(
  lake: Lake,
  {
    dt,
    inputs,
  }: Target & {
    readonly inputs: {
      readonly comboTrades: readonly ComboPartition[]
      readonly definitions: readonly DefinitionPartition[]
    }
  },
): Promise<ComboTrades> {
  const combos = new ComboTrades(eveningOf(dt).openSecond)
  for (const trades of inputs.comboTrades.toSorted((a, b) => (a.dt < b.dt ? -1 : 1))) {
    const definitions =
      inputs.definitions.find((each) => each.dt === trades.dt) ?? latest(inputs.definitions)
    combos.define(await readTable(lake, definitions, LEG_COLUMNS))
    combos.push(optionRecords(await readTable(lake, trades, OPTION_RECORD_COLUMNS)))
  }
  return combos
}

/** The partition of the latest date; there is at least one. */
export function latest<P extends Partition>(partitions: readonly P[]): P {
  return partitions.reduce((last, each) => (each.dt > last.dt ? each : last))
}
