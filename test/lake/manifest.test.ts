import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { decodeManifest, encodeManifest, type Manifest, sha256 } from '../../src/lake/manifest.ts'
import { partitionFolder } from '../../src/lake/paths.ts'
import { emptyLake } from './empty-lake.ts'
import { DAY, writeTicks } from './lake.ts'

const HASH = '0123456789abcdef'.repeat(4)
const MANIFEST: Manifest = {
  ...DAY,
  rows: 5,
  files: [
    { name: 'part-00000.parquet', sha256: HASH, bytes: 100, rows: 2, footer_sha256: HASH },
    { name: 'part-00001.parquet', sha256: HASH, bytes: 100, rows: 3, footer_sha256: HASH },
  ],
  contract_sha256: HASH,
  stage: {
    name: 'ticks',
    revision: 1,
    parameters: { session: 'rth', max_rel_ticks: 60, on: true },
  },
  inputs: [
    { file: 'day.dbn.zst', sha256: HASH, bytes: 7 },
    { dataset: 'bronze.x.mbo', symbol: 'ESH6', dt: '2026-01-06', manifest_sha256: HASH },
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
    const shuffled = Object.fromEntries(Object.entries(MANIFEST).reverse()) as unknown as Manifest
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
    [{ dataset: 1 }, 'manifest.dataset to be a text'],
    [{ dt: '2026-02-30' }, 'manifest.dt to be a date'],
    [{ rows: -1 }, 'manifest.rows to be a count'],
    [{ rows: 6 }, "rows to be the files' 5"],
    [{ rows: undefined }, 'found nothing'],
    [{ files: {} }, 'manifest.files to be a list'],
    [
      { files: [{ ...MANIFEST.files[0], name: '../x' }] },
      'manifest.files.0.name to be a file name',
    ],
    [{ files: [{ ...MANIFEST.files[0], sha256: 'A' }] }, 'manifest.files.0.sha256 to be a sha256'],
    [{ contract_sha256: null }, 'manifest.contract_sha256'],
    [{ stage: { name: 'x', revision: 0.5, parameters: {} } }, 'manifest.stage.revision'],
    [{ stage: { name: 'x', revision: 1, parameters: { a: [] } } }, 'manifest.stage.parameters.a'],
    [{ inputs: [{ file: 'x' }] }, 'manifest.inputs.0 to be an input'],
    [{ inputs: [7] }, 'manifest.inputs.0 to be an input'],
    [{ quality: { a: null } }, 'manifest.quality.a'],
    [{ notes: [1] }, 'manifest.notes.0 to be a text'],
  ])('is refused as %o', (damage, expected) => {
    const text = typeof damage === 'string' ? damage : JSON.stringify({ ...MANIFEST, ...damage })
    const read = () => decodeManifest(text, '/lake/_MANIFEST.json')
    expect(read).toThrow(Failure)
    expect(read).toThrow('/lake/_MANIFEST.json: the manifest is damaged')
    expect(read).toThrow(expected)
  })

  it('of any text at all is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => decodeManifest(text, 'here')).toThrow(Failure)
      }),
    )
  })

  it('begins a chain: _SUCCESS names the manifest, the manifest the files', async () => {
    const lake = emptyLake()
    const { manifest, sha256: hash } = await writeTicks(lake, [1, 2, 3])
    const folder = partitionFolder(lake, DAY)
    const text = readFileSync(join(folder, '_MANIFEST.json'), 'utf8')
    expect(readFileSync(join(folder, '_SUCCESS'), 'utf8')).toBe(`${sha256(text)}\n`)
    expect(hash).toBe(sha256(text))
    expect(decodeManifest(text, 'here')).toEqual(manifest)
    const [file] = manifest.files
    const bytes = readFileSync(join(folder, file?.name ?? ''))
    expect(file).toMatchObject({
      bytes: bytes.length,
      rows: 3,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
    expect(readFileSync(join(folder, '_RUN.json'), 'utf8')).toContain(`"pid": ${process.pid}`)
  })
})
