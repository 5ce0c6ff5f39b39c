import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { SCHEMAS } from '../../src/dbn/codes.ts'
import type { DbnVersion } from '../../src/dbn/layout.ts'
import { encodeMetadata, type SymbolMapping } from '../../src/dbn/metadata.ts'
import { encodeRecord } from '../../src/gateway/notices.ts'
import { metadataOf } from '../dbn/streams.ts'

/** 2026-01-06T14:30:00Z, where the files of these tests begin. */
export const BEGIN = 1_767_709_800_000_000_000n
export const SECOND = 1_000_000_000n
export const DATE = '2026-01-06'

export const ESH6 = 11
export const ESM6 = 12
export const CALL = 21

const SYMBOLS: Readonly<Record<string, number>> = { ESH6, ESM6, 'E1BF6 C6900': CALL }

/** An order as the tests write it down. */
export interface Order {
  /** Seconds after {@link BEGIN} that it is received at. */
  readonly at: number
  readonly instrument: number
  readonly id: bigint
  readonly action?: 'A' | 'C' | 'M' | 'R' | 'T' | 'F'
  readonly price?: bigint
  readonly size?: number
  /** ts_event, if it is not 1 µs before it is received. */
  readonly event?: bigint
}

const codeOf = (letter: string) => letter.charCodeAt(0)
export const timeOf = (seconds: number) => BEGIN + BigInt(Math.round(seconds * 1e9))

export function mboRecord(order: Order): Uint8Array {
  const { at, instrument, id, action = 'A', price = 6900n * SECOND, size = 1 } = order
  return encodeRecord('mbo', {
    publisher_id: 1,
    instrument_id: instrument,
    ts_event: order.event ?? timeOf(at) - 1000n,
    order_id: id,
    price,
    size,
    flags: 128,
    action: codeOf(action),
    side: codeOf('B'),
    ts_recv: timeOf(at),
    sequence: Number(id % 4_000_000_000n),
  })
}

export function tradeRecord(at: number, instrument: number, size: number): Uint8Array {
  return encodeRecord('trade', {
    publisher_id: 1,
    instrument_id: instrument,
    ts_event: timeOf(at) - 1000n,
    price: 6900n * SECOND,
    size,
    action: codeOf('T'),
    side: codeOf('B'),
    ts_recv: timeOf(at),
  })
}

/** A quote as records of mbp-1 have it. */
export function quoteRecord(at: number, instrument: number, size: number): Uint8Array {
  return encodeRecord('mbp_1', {
    publisher_id: 1,
    instrument_id: instrument,
    ts_event: timeOf(at) - 1000n,
    size,
    action: codeOf('A'),
    side: codeOf('B'),
    ts_recv: timeOf(at),
  })
}

const MAPPINGS: readonly SymbolMapping[] = Object.entries(SYMBOLS).map(([rawSymbol, id]) => ({
  rawSymbol,
  intervals: [{ startDate: 20260106, endDate: 20260107, symbol: String(id) }],
}))

/** Of the suite that runs. Suites of one process share this module, one after the other. */
let folder: string | undefined
let files = 0

/** Removes what the suite has written. */
export function removeFilesAfterwards(): void {
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true })
    folder = undefined
  })
}

/** Writes a file of the newest version; its name is of no matter. */
export function makeFile(
  schema: (typeof SCHEMAS)[number],
  records: readonly Uint8Array[],
  { dataset = 'GLBX.MDP3', version = 3 }: { dataset?: string; version?: DbnVersion } = {},
): string {
  folder ??= mkdtempSync(join(tmpdir(), 'spymaster-gateway-'))
  const path = join(folder, `${++files}.${schema}.dbn`)
  const header = encodeMetadata(
    metadataOf(version, { dataset, schema: SCHEMAS.indexOf(schema), mappings: MAPPINGS }),
  )
  writeFileSync(path, Buffer.concat([header, ...records]))
  return path
}
