import { MIXED_SCHEMA, SCHEMAS } from '../dbn/codes.ts'
import type { RecordKind } from '../dbn/layout.ts'

const numberOf = (name: (typeof SCHEMAS)[number]) => SCHEMAS.indexOf(name)

/** The schema of each kind of record, where the file's header does not say which of two. */
const SCHEMA_OF_KIND: Partial<Record<RecordKind, number>> = {
  mbo: numberOf('mbo'),
  definition: numberOf('definition'),
  statistics: numberOf('statistics'),
  status: numberOf('status'),
  imbalance: numberOf('imbalance'),
  trade: numberOf('trades'),
  mbp_1: numberOf('mbp-1'),
  mbp_10: numberOf('mbp-10'),
  bbo_1s: numberOf('bbo-1s'),
  bbo_1m: numberOf('bbo-1m'),
  cmbp_1: numberOf('cmbp-1'),
  tcbbo: numberOf('tcbbo'),
  cbbo_1s: numberOf('cbbo-1s'),
  cbbo_1m: numberOf('cbbo-1m'),
  ohlcv_1s: numberOf('ohlcv-1s'),
  ohlcv_1m: numberOf('ohlcv-1m'),
  ohlcv_1h: numberOf('ohlcv-1h'),
  ohlcv_1d: numberOf('ohlcv-1d'),
  ohlcv_eod: numberOf('ohlcv-eod'),
}

const NOTICES: ReadonlySet<RecordKind> = new Set(['symbol_mapping', 'error', 'system'])

/**
 * The schema that a record is subscribed to by: its file's, or in a file of several schemas the one
 * that such records are of (of mbp-1 and tbbo, which are alike, mbp-1). Undefined of what a live
 * gateway said to somebody else, as recordings have it: this one says its own.
 */
export function schemaOfRecord(fileSchema: number, kind: RecordKind): number | undefined {
  if (NOTICES.has(kind)) return undefined
  return fileSchema === MIXED_SCHEMA ? SCHEMA_OF_KIND[kind] : fileSchema
}
