import { MBO_RECORD_COLUMNS } from '../book/mbo-records.ts'
import { DATASETS } from '../contracts/registry.ts'
import type { Manifest } from '../lake/partition/manifest.ts'
import { readTable } from '../lake/partition/read-table.ts'
import type { Lake } from '../lake/paths.ts'
import type { Table } from '../table/table.ts'
import type { PlainFlow } from './dealer-flow-twin.ts'
import { inputsFrom } from './gex-day.ts'
import { referenceRecords } from './reference-records.ts'

/** A trade of one leg of a combination. */
interface LegTrade {
  /** Of the trade, ns. */
  readonly time: bigint
  readonly instrumentId: number
  /** Of the leg's aggressor. */
  readonly side: string
  readonly lots: number
}

/** Legs' trades of a surface's combinations, one by one in order: the twin of `ComboTrades`. */
export class PlainCombos {
  readonly #trades: readonly LegTrade[]
  #next = 0

  private constructor(trades: readonly LegTrade[]) {
    this.#trades = trades.toSorted((a, b) => Number(a.time - b.time))
  }

  /** @param open when the trading date opens, ns */
  static async read(lake: Lake, manifest: Manifest, open: bigint): Promise<PlainCombos> {
    const trades: LegTrade[] = []
    const allDefinitions = inputsFrom(manifest, DATASETS.definitions)
    for (const input of inputsFrom(manifest, DATASETS.comboTrades)) {
      const partition = allDefinitions.find(({ dt }) => dt === input.dt) ?? allDefinitions.at(-1)
      if (!partition) continue
      const definitions: Table = await readTable(lake, partition)
      const cell = (name: string, row: number) => Number(definitions.filled(name)[row])
      const letter = (name: string, row: number) => String.fromCharCode(cell(name, row))
      const rows = Array.from({ length: definitions.length }, (_, row) => row).filter(
        (row) =>
          'TM'.includes(letter('instrument_class', row)) && cell('leg_instrument_id', row) > 0,
      )
      const table = await readTable(lake, input, ['instrument_id', ...MBO_RECORD_COLUMNS])
      const ids = table.column('instrument_id', 'uint32')
      let place = 0
      for (const { time, size, side } of referenceRecords(table, 1n)) {
        const id = ids[place++]
        if (time < open || size === undefined) continue
        for (const row of rows.filter((each) => cell('instrument_id', each) === id)) {
          if (letter('leg_instrument_class', row) === 'F') continue
          const ratio =
            cell('leg_ratio_qty_numerator', row) / cell('leg_ratio_qty_denominator', row)
          const isBought = (side === 'B') === (letter('leg_side', row) === 'B')
          trades.push({
            time,
            instrumentId: cell('leg_instrument_id', row),
            side: side !== 'A' && side !== 'B' ? 'N' : isBought ? 'B' : 'A',
            lots: ratio * size,
          })
        }
      }
    }
    return new PlainCombos(trades)
  }

  /** Counts the legs of trades before an instant. */
  advance(end: bigint, flow: PlainFlow): void {
    for (; this.#next < this.#trades.length; this.#next++) {
      const { time, instrumentId, side, lots } = this.#trades[this.#next]
      if (time >= end) return
      flow.add(instrumentId, side, lots)
    }
  }
}
