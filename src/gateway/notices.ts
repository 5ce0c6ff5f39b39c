import { STYPE_RAW_SYMBOL, STYPES } from '../dbn/codes.ts'
import { encodeTable } from '../dbn/encode.ts'
import { NEWEST_VERSION, type RecordKind, recordLayout } from '../dbn/layout.ts'
import { UNDEF_TIME } from '../market/time.ts'
import { isWideInts, Table } from '../table/table.ts'
import type { Symbology } from './requests.ts'

/** Codes of SystemMsg. */
export const SYSTEM_CODE = {
  heartbeat: 0,
  subscriptionAck: 1,
  slowReader: 2,
  replayCompleted: 3,
  unsubscribeAck: 5,
} as const

/** Codes of ErrorMsg. */
export const ERROR_CODE = {
  symbolResolution: 4,
  invalidSubscription: 5,
  internal: 6,
  skippedRecords: 7,
  replayAgedOut: 8,
} as const

/** Bytes of a notice's text; what is longer is cut. */
const MAX_TEXT_BYTES = 301

/** What the gateway itself says in the stream: a SystemMsg. */
export function systemRecord(code: number, message: string, now: bigint): Uint8Array {
  return encodeRecord('system', { ts_event: now, msg: fitting(message), code })
}

/** @param isLast is this the last of several errors? */
export function errorRecord(code: number, message: string, now: bigint, isLast = true): Uint8Array {
  return encodeRecord('error', {
    ts_event: now,
    err: fitting(message),
    code,
    is_last: isLast ? 1 : 0,
  })
}

/** Which instrument a symbol of a subscription stands for. */
export interface Mapping {
  readonly instrument: number
  readonly stypeIn: Symbology
  /** As it was asked for. */
  readonly symbolIn: string
  /** The instrument's own symbol. */
  readonly rawSymbol: string
}

export function mappingRecord(mapping: Mapping, now: bigint): Uint8Array {
  return encodeRecord('symbol_mapping', {
    instrument_id: mapping.instrument,
    ts_event: now,
    stype_in: STYPES.indexOf(mapping.stypeIn),
    stype_in_symbol: mapping.symbolIn,
    stype_out: STYPE_RAW_SYMBOL,
    stype_out_symbol: mapping.rawSymbol,
    start_ts: UNDEF_TIME,
    end_ts: UNDEF_TIME,
  })
}

/** A record of the newest version; fields that are left out are 0 or empty. */
export function encodeRecord(
  kind: RecordKind,
  values: Readonly<Record<string, number | bigint | string>>,
): Uint8Array {
  const layout = recordLayout(kind, NEWEST_VERSION)
  const table = new Table(layout.contract, 1)
  table.length = 1
  table.column('rtype', 'uint8')[0] = layout.rtype
  for (const [name, value] of Object.entries(values)) {
    const column = table.filled(name)
    if (typeof value === 'string') table.column(name, 'text')[0] = value
    else if (isWideInts(column)) column[0] = BigInt(value)
    else column[0] = Number(value)
  }
  return encodeTable(layout, table)
}

/** The text as ASCII, cut where the field ends. */
function fitting(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_TEXT_BYTES)
}
