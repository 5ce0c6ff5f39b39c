import { MIXED_SCHEMA, STYPE_INSTRUMENT_ID, STYPE_NONE } from '../dbn/codes.ts'
import { NEWEST_VERSION } from '../dbn/layout.ts'
import { encodeMetadata } from '../dbn/metadata.ts'
import { UNDEF_TIME } from '../market/time.ts'

const SYMBOL_BYTES = 71

/** The header of a session: of no one schema and symbology, without symbols, which come as records. */
export function sessionMetadata(dataset: string, tsOut: boolean): Uint8Array {
  return encodeMetadata({
    version: NEWEST_VERSION,
    dataset,
    schema: MIXED_SCHEMA,
    start: 0n,
    end: UNDEF_TIME,
    limit: 0n,
    recordCount: -1n,
    stypeIn: STYPE_NONE,
    stypeOut: STYPE_INSTRUMENT_ID,
    tsOut,
    symbolBytes: SYMBOL_BYTES,
    symbols: [],
    partial: [],
    notFound: [],
    mappings: [],
  })
}
