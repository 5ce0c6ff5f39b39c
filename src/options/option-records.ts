import { MBO_RECORD_COLUMNS, type MboRecords, mboRecords } from '../book/mbo-records.ts'
import type { Table } from '../table/table.ts'

/** MBO records of many instruments in one file. */
export interface OptionRecords extends MboRecords {
  readonly instrumentId: Uint32Array
}

/** The columns {@link optionRecords} needs, by their names in the contract. */
export const OPTION_RECORD_COLUMNS = ['instrument_id', ...MBO_RECORD_COLUMNS] as const

export function optionRecords(table: Table): OptionRecords {
  return { ...mboRecords(table), instrumentId: table.column('instrument_id', 'uint32') }
}
