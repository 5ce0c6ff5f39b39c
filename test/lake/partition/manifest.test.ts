import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import {
  contentSha256,
  decodeManifest,
  encodeManifest,
  type ManifestTable,
  type StageManifest,
  sha256,
} from '../../../src/lake/partition/manifest.ts'
import { emptyLake } from '../empty-lake.ts'
import { DAY, writeTicks } from '../lake.ts'
import { manifestPath, partPath, shownPath } from '../lake-files.ts'

const HASH = '0123456789abcdef'.repeat(4)
const TABLE: ManifestTable = {
  dataset: DAY.dataset,
  rows: 5,
  contract_sha256: HASH,
  content_sha256: HASH,
  files: [
    { name: 'part-00000.parquet', sha256: HASH, bytes: 100, rows: 2, footer_sha256: HASH },
    { name: 'part-00001.parquet', sha256: HASH, bytes: 100, rows: 3, footer_sha256: HASH },
  ],
}
const MANIFEST: StageManifest = {
  symbol: DAY.symbol,
  dt: DAY.dt,
  stage: {
    name: 'bronze/ticks',
    revision: 1,
    parameters: { session: 'rth', max_rel_ticks: 60, on: true },
  },
  tables: [TABLE],
  inputs: [
    { file: 'day.dbn.zst', sha256: HASH, bytes: 7 },
    { dataset: 'bronze.x.mbo', symbol: 'ESH6', dt: '2026-01-06', content_sha256: HASH },
  ],
  quality: { records: 12, hidden_fill_qty: '9223372036854775807', book_origin: 'snapshot' },
  notes: ['the session before is not in the lake'],
}

describe('a manifest', () => {
  it('is read as it was written', () => {
    const read = decodeManifest(encodeManifest(MANIFEST), 'here')
    expect(read).toEqual({ ...MANIFEST, inputs: MANIFEST.inputs.toReversed() })
    expect(encodeManifest(read)).toBe(encodeManifest(MANIFEST))
  })

  it('is the same bytes whatever the order its parts were made in', () => {
    const shuffled = Object.fromEntries(
      Object.entries(MANIFEST).reverse(),
    ) as unknown as StageManifest
    const quality = Object.fromEntries(Object.entries(MANIFEST.quality).reverse())
    const inputs = MANIFEST.inputs.toReversed()
    expect(encodeManifest({ ...shuffled, quality, inputs })).toBe(encodeManifest(MANIFEST))
  })

  it('refuses to be written with what JSON cannot hold', () => {
    const quality = { rate: Number.NaN }
    expect(() => encodeManifest({ ...MANIFEST, quality })).toThrow('rate is NaN')
  })

  it.each([
    ['', 'expected JSON'],
    ['[]', 'manifest to be an object'],
    ['null', 'manifest to be an object'],
    [{ symbol: 1 }, 'manifest.symbol to be a text'],
    [{ dt: '2026-02-30' }, 'manifest.dt to be a date'],
    [{ tables: {} }, 'manifest.tables to be a list'],
    [{ tables: [{ ...TABLE, dataset: 1 }] }, 'manifest.tables.0.dataset to be a text'],
    [{ tables: [{ ...TABLE, rows: -1 }] }, 'manifest.tables.0.rows to be a count'],
    [{ tables: [{ ...TABLE, rows: undefined }] }, 'found nothing'],
    [{ tables: [{ ...TABLE, files: {} }] }, 'manifest.tables.0.files to be a list'],
    [
      { tables: [{ ...TABLE, files: [{ ...TABLE.files[0], name: '../x' }] }] },
      'manifest.tables.0.files.0.name to be a file name',
    ],
    [
      { tables: [{ ...TABLE, files: [{ ...TABLE.files[0], sha256: 'A' }] }] },
      'manifest.tables.0.files.0.sha256 to be a sha256',
    ],
    [{ tables: [{ ...TABLE, contract_sha256: null }] }, 'manifest.tables.0.contract_sha256'],
    [{ sha256: 7 }, 'manifest.sha256 to be a sha256'],
    [{ stage: { name: 'x', revision: 0.5, parameters: {} } }, 'manifest.stage.revision'],
    [{ stage: { name: 'x', revision: 1, parameters: { a: [] } } }, 'manifest.stage.parameters.a'],
    [{ inputs: [{ file: 'x' }] }, 'manifest.inputs.0 to be an input'],
    [{ inputs: [7] }, 'manifest.inputs.0 to be an input'],
    [{ quality: { a: null } }, 'manifest.quality.a'],
    [{ notes: [1] }, 'manifest.notes.0 to be a text'],
  ])('is refused as %o', (damage, expected) => {
    const sound = JSON.parse(encodeManifest(MANIFEST))
    const text = typeof damage === 'string' ? damage : JSON.stringify({ ...sound, ...damage })
    const read = () => decodeManifest(text, '/lake/day.json')
    expect(read).toThrow(Failure)
    expect(read).toThrow('/lake/day.json: the manifest is damaged')
    expect(read).toThrow(expected)
  })

  it('is refused when anything in it was changed', () => {
    const text = encodeManifest(MANIFEST)
    for (const change of [
      text.replace('"records": 12', '"records": 13'),
      text.replace('"rows": 3', '"rows": 2'),
      text.replace('the session before', 'the session after'),
    ]) {
      expect(() => decodeManifest(change, 'here')).toThrow('not the one that was written')
    }
    const tables = [{ ...TABLE, rows: 6 }]
    expect(() => decodeManifest(encodeManifest({ ...MANIFEST, tables }), 'here')).toThrow(
      "rows to be the files' 5",
    )
  })

  it('of any text at all is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => decodeManifest(text, 'here')).toThrow(Failure)
      }),
    )
  })

  it('lies in the store and names the files, beside what is true of the run only', async () => {
    const lake = emptyLake()
    const manifest = await writeTicks(lake, [1, 2, 3])
    const path = manifestPath(lake, DAY)
    const { tables, ...day } = decodeManifest(readFileSync(path, 'utf8'), path)
    expect({ ...day, ...tables[0] }).toEqual(manifest)
    const [file] = manifest.files
    const bytes = readFileSync(partPath(lake, DAY))
    expect(file).toMatchObject({ bytes: bytes.length, rows: 3, sha256: sha256(bytes) })
    expect(readFileSync(shownPath(lake, DAY))).toEqual(bytes)
    const facts = readFileSync(path.replace(/json$/, 'run.json'), 'utf8')
    expect(facts).toContain(`"pid": ${process.pid}`)
  })
})

describe('the content of a table', () => {
  const of = (parameters: StageManifest['stage']['parameters'], table = TABLE) =>
    contentSha256({ ...MANIFEST, stage: { ...MANIFEST.stage, parameters } }, table)
  const made = of({ session: 'rth', tick_size: 25, calibration: 'prior' })

  it('is the same whatever it was made of, and how', () => {
    expect(of({ tick_size: 25, session: 'rth', calibration: '2026-01-05' })).toBe(made)
  })

  it.each([
    [{ session: 'globex', tick_size: 25 }, TABLE],
    [{ session: 'rth', tick_size: 50 }, TABLE],
    [{ session: 'rth', tick_size: 25, is_partial: true }, TABLE],
    [{ session: 'rth', tick_size: 25, multiplier: 50 }, TABLE],
    [
      { session: 'rth', tick_size: 25 },
      { ...TABLE, contract_sha256: '0'.repeat(64) },
    ],
    [
      { session: 'rth', tick_size: 25 },
      { ...TABLE, files: TABLE.files.slice(1) },
    ],
  ])('is another where a reader would see one: %o %o', (parameters, table) => {
    expect(of(parameters, table)).not.toBe(made)
  })
})
