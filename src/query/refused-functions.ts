import { Failure } from '../failure.ts'
import type { QueryNames } from './query-tree.ts'

/**
 * Functions that change the database or run another query, which would not be looked at. Locked
 * settings do not keep them from it.
 */
const REFUSED: ReadonlySet<string> = new Set([
  'arrow_scan', // reads memory at an address
  'arrow_scan_dumb',
  'check_peg_parser',
  'checkpoint',
  'disable_logging',
  'disable_peg_parser',
  'disable_profiling',
  'enable_logging',
  'enable_peg_parser',
  'enable_profiling',
  'force_checkpoint',
  'json_execute_serialized_sql',
  'query',
  'query_table',
  'truncate_duckdb_logs',
  'write_log',
])

/** Macros that read the table that a text names, which would not be verified. */
const TABLE_MACROS: ReadonlySet<string> = new Set(['histogram', 'histogram_values'])

/** Functions that read files by their names. */
const FILE_READERS = /^read_|^parquet_|^sniff_/

/** @throws Failure `usage` naming the function that a query may not call */
export function assertFunctions({ functions, tableFunctions }: QueryNames): void {
  for (const name of tableFunctions) {
    if (TABLE_MACROS.has(name)) {
      throw new Failure({
        code: 'usage',
        what: `a query may not read ${name} as a table: its files would not be verified`,
        fix: `select ${name === 'histogram' ? 'histogram(COLUMN)' : 'a bin and count(*)'} from the table instead`,
      })
    }
  }
  for (const name of functions) {
    if (REFUSED.has(name)) {
      throw new Failure({
        code: 'usage',
        what: `a query may not call ${name}: it reads the tables of the lake and nothing else`,
      })
    }
  }
}

/** Whether a query reads files by their names instead of tables. */
export function readsFiles({ functions, tables }: QueryNames): boolean {
  return (
    [...functions].some((name) => FILE_READERS.test(name)) ||
    // A path in the place of a table's name.
    [...tables].some((name) => /[/\\]|\.(?:parquet|csv|json|db)\b/.test(name))
  )
}
