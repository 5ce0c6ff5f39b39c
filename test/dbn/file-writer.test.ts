import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeTable } from '../../src/dbn/encode.ts'
import { DbnFileWriter, type WriteOptions } from '../../src/dbn/file-writer.ts'
import { recordLayout } from '../../src/dbn/layout.ts'
import { encodeMetadata } from '../../src/dbn/metadata.ts'
import { Failure } from '../../src/failure.ts'
import { metadataOf, scrambled, streamOf, temporaryFile } from './streams.ts'

const PATH = temporaryFile('written.dbn.zst')
afterAll(() => rmSync(PATH, { force: true }))

const layout = recordLayout('mbo', 1)
const table = scrambled(layout, 3000)
const metadata = metadataOf(1)
const foreign = Uint8Array.from([4, 0x55, ...new Array<number>(14).fill(1)])
const expected = streamOf(metadata, encodeTable(layout, table), foreign, encodeTable(layout, table))

async function write(options: WriteOptions) {
  const writer = await DbnFileWriter.create(PATH, metadata, options)
  await writer.write(layout, table)
  await writer.writeRaw(foreign)
  await writer.write(layout, table)
  const written = await writer.close()
  return { written, bytes: readFileSync(PATH) }
}

/** Where zstd's magic number stands. */
function frameStarts(bytes: Buffer): number[] {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
  const starts: number[] = []
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) starts.push(at)
  return starts
}

describe('DbnFileWriter', () => {
  it('writes plain files', async () => {
    const { written, bytes } = await write({ level: 0, frameBytes: 10_000 })
    expect(Buffer.compare(bytes, expected)).toBe(0)
    expect(written.bytes).toBe(expected.length)
  })

  it('writes zstd in several frames, the first the metadata', async () => {
    const { written, bytes } = await write({ frameBytes: 100_000 })
    expect(Buffer.compare(zstdDecompressSync(bytes), expected)).toBe(0)
    const starts = frameStarts(bytes)
    expect(starts).toHaveLength(5)
    const first = zstdDecompressSync(bytes.subarray(0, starts[1]))
    expect(Buffer.compare(first, encodeMetadata(metadata))).toBe(0)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(written).toEqual({ sha256, bytes: bytes.length })
  })

  it('writes the same bytes again', async () => {
    const { written } = await write({})
    expect((await write({})).written).toEqual(written)
  })

  it('refuses a place that cannot be written', async () => {
    await expect(DbnFileWriter.create('/no/such/folder/day.dbn', metadata)).rejects.toThrow(Failure)
  })

  it('can be abandoned half way, and leaves what was there before', async () => {
    await write({})
    const before = readFileSync(PATH)
    const writer = await DbnFileWriter.create(PATH, metadata, { frameBytes: 10_000 })
    await writer.write(layout, table)
    expect(existsSync(`${PATH}.part`)).toBe(true)
    await writer.abandon()
    expect(readFileSync(PATH)).toEqual(before)
    expect(existsSync(`${PATH}.part`)).toBe(false)
  })
})
