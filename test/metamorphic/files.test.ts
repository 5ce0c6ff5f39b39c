// @module-tag slow
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordBatch } from '../../src/dbn/decoder.ts'
import type { Metadata } from '../../src/dbn/metadata.ts'
import { gather } from '../../src/table/gather.ts'
import { Table } from '../../src/table/table.ts'
import { LONG } from '../setup/long.ts'
import {
  bronzeOf,
  bronzeRows,
  type Content,
  contentsOf,
  lakeOf,
  makeDays,
  partHashes,
  removeFolders,
  temporaryFolder,
  writeContents,
} from './made-days.ts'

const HOUR = 3_600_000_000_000n

let folder: string
let contents: Content[]
let hashes: Record<string, string>
let rows: Map<string, string[]>

beforeAll(async () => {
  // Two days across an hour of the UTC clock, so that files can be cut there.
  folder = await makeDays({ session: '09:58-10:02', days: 2 })
  contents = await contentsOf(folder)
  const lake = await lakeOf({ paths: [folder] })
  hashes = await partHashes(lake)
  rows = await bronzeRows(lake)
})
afterAll(removeFolders)

/** The rows of a batch that a test picks. */
function picked({ layout, table }: RecordBatch, isPicked: (row: number) => boolean): RecordBatch {
  const found = Array.from({ length: table.length }, (_, row) => row).filter(isPicked)
  const part = new Table(layout.contract, Math.max(found.length, 1))
  gather(table, Int32Array.from(found), part)
  part.length = found.length
  return { type: 'records', layout, table: part }
}

/** A file's parts: each with the records that belong to it, under a header that says so. */
function split(
  content: Content,
  parts: readonly {
    readonly name: string
    readonly metadata: Partial<Metadata>
    readonly holds: (batch: RecordBatch, row: number) => boolean
  }[],
): Content[] {
  return parts.map(({ name, metadata, holds }) => ({
    name: `${name}.${content.name}`,
    metadata: { ...content.metadata, ...metadata },
    batches: content.batches.map((batch) => picked(batch, (row) => holds(batch, row))),
  }))
}

/** A file cut at each hour of the UTC clock; most of the parts have no record. */
function byHour(content: Content): Content[] {
  const { start, end } = content.metadata
  const received = (batch: RecordBatch, row: number) => batch.table.column('ts_recv', 'int64')[row]
  const cuts = [start]
  for (let at = start + HOUR; at < end; at += HOUR) cuts.push(at)
  return split(
    content,
    cuts.map((from, index) => {
      const to = cuts[index + 1] ?? end
      return {
        name: `${String(index).padStart(2, '0')}h`,
        metadata: { start: from, end: to },
        holds: (batch, row) => received(batch, row) >= from && received(batch, row) < to,
      }
    }),
  )
}

/** A file split by what its symbols begin with: the future, and each product of its options. */
function byRoot(content: Content): Content[] {
  const rootOf = (symbol: string) => (symbol.includes(' ') ? symbol.split(' ')[0] : 'future')
  const { mappings } = content.metadata
  const roots = [...new Set(mappings.map(({ rawSymbol }) => rootOf(rawSymbol)))]
  return split(
    content,
    roots.map((root) => {
      const own = mappings.filter(({ rawSymbol }) => rootOf(rawSymbol) === root)
      const ids = new Set(
        own.flatMap(({ intervals }) => intervals.map(({ symbol }) => Number(symbol))),
      )
      return {
        name: root,
        metadata: { mappings: own, symbols: own.map(({ rawSymbol }) => rawSymbol) },
        holds: ({ table }, row) => ids.has(table.column('instrument_id', 'uint32')[row]),
      }
    }),
  )
}

/** The same days: every table's file byte for byte, bronze but for what names the files. */
async function expectSame(...runs: { paths: readonly string[] }[]): Promise<void> {
  const lake = await lakeOf(...runs)
  expect(await partHashes(lake)).toEqual(hashes)
  const found = await bronzeRows(lake)
  expect([...found.keys()].sort()).toEqual([...rows.keys()].sort())
  for (const [key, list] of rows) expect(found.get(key), key).toEqual(list)
}

describe('two days of a future and its options are the same days', () => {
  it('split by hour, in one folder', LONG, async () => {
    const parts = contents.flatMap(byHour)
    expect(parts.length).toBe(24 * contents.length)
    await expectSame({ paths: [await writeContents(parts)] })
  })

  it('split by root and by hour, with the vendor’s JSONs and links, in one folder', async () => {
    const parts = contents.flatMap(byRoot).flatMap(byHour)
    expect(parts.length).toBeGreaterThan(20)
    const split = await writeContents(parts)
    for (const name of ['metadata.json', 'symbology.json']) writeFileSync(join(split, name), '{}')
    const links = temporaryFolder()
    mkdirSync(join(links, 'job'))
    for (const name of readdirSync(split)) symlinkSync(join(split, name), join(links, 'job', name))
    await expectSame({ paths: [links] })
  })

  it('given in any order', LONG, async () => {
    const paths = readdirSync(folder).map((name) => join(folder, name))
    await expectSame({ paths: paths.toReversed() })
  })

  it('given one file at a time, in any order, the stages run after each', LONG, async () => {
    const parts = await writeContents(contents.flatMap(byRoot))
    // User-defined instruments alone are nothing to ingest, and said to be.
    const names = readdirSync(parts).filter((name) => !name.startsWith('UD:'))
    const paths = names.map((name) => join(parts, name))
    // A day can be made once its future's orders are there, and options once they are defined.
    const rank = (path: string) =>
      path.includes('/future.') && path.includes('.mbo.') ? 0 : path.includes('definition') ? 1 : 2
    const ordered = paths.toSorted((a, b) => rank(a) - rank(b) || (a < b ? 1 : -1))
    expect(ordered.length).toBeGreaterThan(contents.length)
    await expectSame(...ordered.map((path) => ({ paths: [path] })))
  })

  it('and either of them alone, chosen by its date among both', async () => {
    for (const dt of ['2026-01-06', '2026-01-07']) {
      const found = await bronzeRows(await bronzeOf(folder, { kind: 'list', dates: [dt] }))
      const expected = [...rows].filter(([key]) => key.split(' ')[2] === dt)
      expect(expected.map(([key]) => key.split(' ')[0])).toContain('bronze.future_option_mbo.mbo')
      expect(found).toEqual(new Map(expected))
    }
  })

  it('given twice, under two names', LONG, async () => {
    const again = await writeContents(
      contents.map((content) => ({ ...content, name: `again.${content.name}` })),
    )
    await expectSame({ paths: [folder, again] }, { paths: [again] })
  })
})
