import { Failure } from '../failure.ts'
import type { DbnVersion } from './layout.ts'
import { NEWEST_VERSION } from './layout.ts'
import { readText, writeText } from './text.ts'

/** The header of a DBN stream. */
export interface Metadata {
  readonly version: DbnVersion
  /** "GLBX.MDP3". */
  readonly dataset: string
  /** See SCHEMAS in codes.ts; 65535 = mixed. */
  readonly schema: number
  /** Start of the request, ns since the epoch, UTC; 0 in live sessions. */
  readonly start: bigint
  /** Exclusive end; uint64 bits kept as int64: −1 = none. */
  readonly end: bigint
  /** Maximum number of records requested; 0 = no limit. */
  readonly limit: bigint
  /** Version 1 only, deprecated: uint64 bits kept as int64, −1 = unknown. */
  readonly recordCount: bigint
  /** See STYPES in codes.ts; 255 = none or mixed. */
  readonly stypeIn: number
  readonly stypeOut: number
  /** Whether every record ends with the gateway's sending time. */
  readonly tsOut: boolean
  /** Bytes of each symbol below: 22 in version 1, 71 since. */
  readonly symbolBytes: number
  /** As requested. */
  readonly symbols: readonly string[]
  /** Symbols that resolved for part of the time range only. */
  readonly partial: readonly string[]
  readonly notFound: readonly string[]
  readonly mappings: readonly SymbolMapping[]
}

export interface SymbolMapping {
  /** The symbol in the input symbology. */
  readonly rawSymbol: string
  readonly intervals: readonly MappingInterval[]
}

export interface MappingInterval {
  /** UTC dates as YYYYMMDD; the end is exclusive. */
  readonly startDate: number
  readonly endDate: number
  /** The symbol in the output symbology; an instrument id as decimal text. */
  readonly symbol: string
}

/** Formats an interval's date: 20260106 → "2026-01-06". It may be no valid calendar date. */
export function intervalDate(date: number): string {
  const digits = String(date).padStart(8, '0')
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}

/** Bytes before the part that the header's length counts: "DBN", version, length. */
export const PRELUDE_BYTES = 8

/**
 * Offsets from the start of the stream. Only version 1 has a record count, which shifts what
 * follows.
 */
const FIELD_OFFSETS = {
  1: { recordCount: 50, stypeIn: 58, stypeOut: 59, tsOut: 60, symbolBytes: undefined },
  2: { recordCount: undefined, stypeIn: 50, stypeOut: 51, tsOut: 52, symbolBytes: 53 },
  3: { recordCount: undefined, stypeIn: 50, stypeOut: 51, tsOut: 52, symbolBytes: 53 },
} as const

const DATASET = { offset: 8, bytes: 16 }
const SCHEMA_OFFSET = 24
const START_OFFSET = 26
const END_OFFSET = 34
const LIMIT_OFFSET = 42
/** Offset of the schema definition's length; no version uses one, so it must be 0. */
const SCHEMA_DEFINITION_OFFSET = 108
const VARIABLE_PART_OFFSET = 112
const MIN_LENGTH_BYTES = 100
const SYMBOL_BYTES_V1 = 22

/** Whether the bytes begin a DBN stream. */
export function isDbn(bytes: Uint8Array): boolean {
  return bytes[0] === 0x44 && bytes[1] === 0x42 && bytes[2] === 0x4e // "DBN"
}

/**
 * Reads the prelude and returns the size of the whole header, prelude included.
 *
 * @throws Failure if the version is unknown or the length impossible
 */
export function metadataBytes(prelude: Uint8Array, source: string): number {
  const version = prelude[3]
  if (version < 1 || version > NEWEST_VERSION)
    throw new Failure({
      code: 'input',
      what:
        version === 0 ? 'the DBN version is invalid' : `DBN version ${version} is not supported`,
      where: `${source}, byte 3`,
      expected: 'version 1, 2 or 3',
      found: `version ${version}`,
      // Version 4 has longer record headers: nothing after this byte would be what it seems.
      ...(version > 0 && { fix: 'request the file in version 3' }),
    })
  const length = new DataView(prelude.buffer, prelude.byteOffset).getUint32(4, true)
  if (length < MIN_LENGTH_BYTES)
    throw new Failure({
      code: 'input',
      what: 'the metadata is too short',
      where: `${source}, byte 4`,
      expected: `a length of at least ${MIN_LENGTH_BYTES}`,
      found: `${length}`,
    })
  return PRELUDE_BYTES + length
}

/**
 * Decodes a whole header, prelude included. Every count is checked against the bytes present before
 * anything is allocated.
 *
 * @param source name of the stream in errors
 * @throws Failure naming the byte
 */
export function decodeMetadata(bytes: Uint8Array, source = 'metadata'): Metadata {
  const version = bytes[3] as DbnVersion
  if (bytes.length < VARIABLE_PART_OFFSET)
    throw corrupt(
      source,
      bytes.length,
      'the metadata is truncated',
      `${VARIABLE_PART_OFFSET} bytes`,
      `${bytes.length}`,
    )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const offsets = FIELD_OFFSETS[version]
  const symbolBytes = offsets.symbolBytes
    ? view.getUint16(offsets.symbolBytes, true)
    : SYMBOL_BYTES_V1
  if (symbolBytes === 0) throw corrupt(source, 53, 'the symbol length is 0', 'at least 1 byte', '0')
  const schemaDefinition = view.getUint32(SCHEMA_DEFINITION_OFFSET, true)
  if (schemaDefinition !== 0)
    throw corrupt(
      source,
      SCHEMA_DEFINITION_OFFSET,
      'the metadata has a schema definition',
      '0',
      `${schemaDefinition}`,
    )

  let at = VARIABLE_PART_OFFSET
  function count(of: string, minBytes: number): number {
    const left = bytes.length - at - 4
    const found = left < 0 ? 0 : view.getUint32(at, true)
    if (left < 0 || found * minBytes > left)
      throw corrupt(
        source,
        at,
        `the metadata ends inside its ${of}`,
        left < 0 ? 'a count' : `${found} of at least ${minBytes} bytes each`,
        `${Math.max(left, 0)} bytes`,
      )
    at += 4
    return found
  }
  function number(): number {
    at += 4
    return view.getUint32(at - 4, true)
  }
  function text(): string {
    at += symbolBytes
    return readText(bytes, at - symbolBytes, symbolBytes)
  }
  // Each call advances `at`: the fields of the literals below are evaluated, and so read, in order.
  const symbolList = (of: string) => Array.from({ length: count(of, symbolBytes) }, text)
  const interval = () => ({ startDate: number(), endDate: number(), symbol: text() })
  const mapping = () => ({
    rawSymbol: text(),
    intervals: Array.from({ length: count('mapping intervals', 8 + symbolBytes) }, interval),
  })

  return {
    version,
    dataset: readText(bytes, DATASET.offset, DATASET.bytes),
    schema: view.getUint16(SCHEMA_OFFSET, true),
    start: view.getBigInt64(START_OFFSET, true),
    end: view.getBigInt64(END_OFFSET, true),
    limit: view.getBigInt64(LIMIT_OFFSET, true),
    recordCount: offsets.recordCount ? view.getBigInt64(offsets.recordCount, true) : -1n,
    stypeIn: view.getUint8(offsets.stypeIn),
    stypeOut: view.getUint8(offsets.stypeOut),
    tsOut: view.getUint8(offsets.tsOut) !== 0,
    symbolBytes,
    symbols: symbolList('symbols'),
    partial: symbolList('partly resolved symbols'),
    notFound: symbolList('symbols not found'),
    mappings: Array.from({ length: count('mappings', symbolBytes + 4) }, mapping),
  }
}

/**
 * Encodes a header, prelude included: the mirror of {@link decodeMetadata}, byte for byte.
 *
 * @throws Error if a text is longer than its field
 */
export function encodeMetadata(metadata: Metadata): Uint8Array<ArrayBuffer> {
  const { version, symbolBytes, symbols, partial, notFound, mappings } = metadata
  const offsets = FIELD_OFFSETS[version]
  const bytes = new Uint8Array(encodedBytes(metadata))
  const view = new DataView(bytes.buffer)
  bytes.set([0x44, 0x42, 0x4e, version]) // "DBN"
  view.setUint32(4, bytes.length - PRELUDE_BYTES, true)
  writeText(bytes, DATASET.offset, DATASET.bytes, metadata.dataset)
  view.setUint16(SCHEMA_OFFSET, metadata.schema, true)
  view.setBigInt64(START_OFFSET, metadata.start, true)
  view.setBigInt64(END_OFFSET, metadata.end, true)
  view.setBigInt64(LIMIT_OFFSET, metadata.limit, true)
  if (offsets.recordCount) view.setBigInt64(offsets.recordCount, metadata.recordCount, true)
  view.setUint8(offsets.stypeIn, metadata.stypeIn)
  view.setUint8(offsets.stypeOut, metadata.stypeOut)
  view.setUint8(offsets.tsOut, metadata.tsOut ? 1 : 0)
  if (offsets.symbolBytes) view.setUint16(offsets.symbolBytes, symbolBytes, true)

  let at = VARIABLE_PART_OFFSET
  function number(value: number): void {
    view.setUint32(at, value, true)
    at += 4
  }
  function text(value: string): void {
    writeText(bytes, at, symbolBytes, value)
    at += symbolBytes
  }
  for (const list of [symbols, partial, notFound]) {
    number(list.length)
    for (const symbol of list) text(symbol)
  }
  number(mappings.length)
  for (const { rawSymbol, intervals } of mappings) {
    text(rawSymbol)
    number(intervals.length)
    for (const { startDate, endDate, symbol } of intervals) {
      number(startDate)
      number(endDate)
      text(symbol)
    }
  }
  return bytes
}

/** Version 3 pads its header so that the records after it are aligned to eight bytes. */
function encodedBytes(metadata: Metadata): number {
  const { version, symbolBytes, symbols, partial, notFound, mappings } = metadata
  const symbolCount = symbols.length + partial.length + notFound.length + mappings.length
  const intervalCount = mappings.reduce((sum, { intervals }) => sum + intervals.length, 0)
  const bytes =
    VARIABLE_PART_OFFSET +
    4 * 4 +
    symbolCount * symbolBytes +
    mappings.length * 4 +
    intervalCount * (8 + symbolBytes)
  return version >= 3 ? Math.ceil(bytes / 8) * 8 : bytes
}

function corrupt(source: string, byte: number, what: string, expected: string, found: string) {
  return new Failure({ code: 'input', what, where: `${source}, byte ${byte}`, expected, found })
}
