/**
 * Names of DBN's numeric codes. New codes appear over time: an unknown number is shown as it is and
 * is never an error.
 */

/** Schemas by their number in the metadata. */
export const SCHEMAS = [
  'mbo',
  'mbp-1',
  'mbp-10',
  'tbbo',
  'trades',
  'ohlcv-1s',
  'ohlcv-1m',
  'ohlcv-1h',
  'ohlcv-1d',
  'definition',
  'statistics',
  'status',
  'imbalance',
  'ohlcv-eod',
  'cmbp-1',
  'cbbo-1s',
  'cbbo-1m',
  'tcbbo',
  'bbo-1s',
  'bbo-1m',
] as const

/** The schema number of a stream with several schemas, as in live sessions. */
export const MIXED_SCHEMA = 0xffff

/** Symbologies by their number. */
export const STYPES = [
  'instrument_id',
  'raw_symbol',
  'smart',
  'continuous',
  'parent',
  'nasdaq_symbol',
  'cms_symbol',
  'isin',
  'us_code',
  'bbg_comp_id',
  'bbg_comp_ticker',
  'figi',
  'figi_ticker',
  'listing_id',
  'issuer_id',
  'security_id',
] as const

export const STYPE_INSTRUMENT_ID = 0
export const STYPE_RAW_SYMBOL = 1
export const STYPE_PARENT = 4
/** Mixed or unspecified symbology. */
export const STYPE_NONE = 255

const RTYPES: Readonly<Record<number, string>> = {
  0: 'trade',
  1: 'mbp-1',
  10: 'mbp-10',
  17: 'ohlcv',
  18: 'status',
  19: 'definition',
  20: 'imbalance',
  21: 'error',
  22: 'symbol mapping',
  23: 'system',
  24: 'statistics',
  32: 'ohlcv-1s',
  33: 'ohlcv-1m',
  34: 'ohlcv-1h',
  35: 'ohlcv-1d',
  36: 'ohlcv-eod',
  160: 'mbo',
  177: 'cmbp-1',
  192: 'cbbo-1s',
  193: 'cbbo-1m',
  194: 'tcbbo',
  195: 'bbo-1s',
  196: 'bbo-1m',
}

export function schemaName(schema: number): string {
  return schema === MIXED_SCHEMA ? 'mixed' : (SCHEMAS[schema] ?? `schema ${schema}`)
}

export function stypeName(stype: number): string {
  return stype === STYPE_NONE ? 'none' : (STYPES[stype] ?? `stype ${stype}`)
}

export function rtypeName(rtype: number): string {
  return RTYPES[rtype] ?? `rtype 0x${rtype.toString(16).padStart(2, '0')}`
}
