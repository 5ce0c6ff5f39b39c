import { createHash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { constants, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { type FileEnd, type ReadOptions, readDbn } from '../../src/dbn/file.ts'
import { Failure } from '../../src/failure.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { mboStream, SAMPLE_RECORDS, temporaryFile } from './streams.ts'

const PATH = temporaryFile('file.dbn')
afterAll(() => rmSync(PATH, { force: true }))

async function read(path: string, options: ReadOptions = {}) {
  const prices: bigint[] = []
  let end: FileEnd | undefined
  for await (const item of readDbn(path, options)) {
    if (item.type === 'end') end = item
    if (item.type === 'records' && item.layout.kind === 'mbo')
      prices.push(...(item.table.filled('price') as BigInt64Array))
  }
  return { prices, end: end as FileEnd }
}

function readBytes(bytes: Uint8Array, options: ReadOptions = {}) {
  writeFileSync(PATH, bytes)
  return read(PATH, options)
}

async function failureOf(bytes: Uint8Array, options: ReadOptions = {}): Promise<string> {
  const error = await readBytes(bytes, options).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Failure)
  return (error as Failure).message.replaceAll(PATH, 'FILE')
}

/** As real files are: metadata in a frame of its own, then records. */
function framed(stream: Uint8Array, frames = 3): Buffer {
  const size = Math.ceil(stream.length / frames)
  const parts = Array.from({ length: frames }, (_, frame) =>
    stream.subarray(frame * size, (frame + 1) * size),
  )
  const params = { [constants.ZSTD_c_checksumFlag]: 1 }
  return Buffer.concat(parts.map((part) => zstdCompressSync(part, { params })))
}

describe('readDbn', () => {
  const stream = mboStream(5000)

  it('reads plain and zstd alike, all frames, whatever the file is called', async () => {
    const plain = await readBytes(stream)
    expect(plain.end.records).toBe(5000)
    const zstd = framed(stream)
    const compressed = await readBytes(zstd)
    expect(compressed.prices).toEqual(plain.prices)
    expect(compressed.end).toMatchObject({
      sha256: createHash('sha256').update(zstd).digest('hex'),
      bytes: zstd.length,
      records: 5000,
      truncatedAtByte: undefined,
    })
  })

  it('skips zstd skippable frames', async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2])
    const { end } = await readBytes(
      Buffer.concat([framed(stream), skippable, framed(new Uint8Array(0))]),
    )
    expect(end.records).toBe(5000)
  })

  it('reports the records before the cut of a plain file', async () => {
    const cut = stream.subarray(0, -1)
    const at = stream.length - 56
    expect(await failureOf(cut)).toBe(
      `FILE, byte ${at}: the file ends inside a record (found 55 bytes after 4999 complete records); pass --allow-truncated to keep those.`,
    )
    const { prices, end } = await readBytes(cut, { allowTruncated: true })
    expect(prices).toHaveLength(4999)
    expect(end).toMatchObject({ records: 4999, truncatedAtByte: at })
  })

  it('reports the records before a cut inside a zstd frame, and keeps them if allowed', async () => {
    const whole = framed(stream)
    const { prices } = await readBytes(whole)
    let most = 0
    for (const share of [0.4, 0.7, 0.95]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share))
      const kept = await readBytes(cut, { allowTruncated: true })
      expect(kept.end.truncatedAtByte).toBe(cut.length)
      expect(kept.prices).toEqual(prices.slice(0, kept.end.records))
      expect(kept.end.records).toBeGreaterThan(most)
      most = kept.end.records
      expect(await failureOf(cut)).toBe(
        `FILE, byte ${cut.length}: the file ends inside a zstd frame (found ${most} complete records before it); pass --allow-truncated to keep those.`,
      )
    }
  })

  it('gives records or a Failure for a small zstd file cut at any byte', async () => {
    const records = mboStream(3)
    const whole = framed(records, 2)
    const firstFrame = framed(records.subarray(0, Math.ceil(records.length / 2)), 1).length
    for (let cut = 0; cut < whole.length; cut++) {
      const part = whole.subarray(0, cut)
      // A checksum that is cut is a cut too, though all its records are there.
      const refusal = await failureOf(part)
      if (cut > 4 && cut !== firstFrame) {
        expect(refusal).toMatch(/ends inside a zstd frame|is not a DBN|inside its metadata/)
      }
      const kept = await readBytes(part, { allowTruncated: true }).catch((error: unknown) => error)
      if (!(kept instanceof Failure)) expect(kept).toMatchObject({ end: { bytes: cut } })
    }
  })

  it('refuses damaged zstd, allowed to be cut or not', async () => {
    const damaged = framed(stream)
    const middle = Math.floor(damaged.length / 2)
    damaged[middle] = (damaged[middle] as number) ^ 0xff
    const options = { allowTruncated: true }
    expect(await failureOf(damaged, options)).toMatch(
      /^FILE, near byte \d+: the zstd data is corrupt/,
    )
  })

  it('refuses a file with other data after a frame', async () => {
    const frames = framed(stream)
    const tail = Buffer.from('not a frame')
    expect(await failureOf(Buffer.concat([frames, tail, frames]))).toMatch(
      new RegExp(`^FILE, byte ${frames.length}: the file has other data after a zstd frame`),
    )
  })

  it('refuses what is not DBN, DBZ, and files that are not there', async () => {
    expect(await failureOf(Buffer.from('PAR1PAR1PAR1'))).toMatch(/^FILE, byte 0: this is not a DBN/)
    expect(await failureOf(zstdCompressSync(Buffer.from('hello, world')))).toMatch(
      /^FILE \(uncompressed\), byte 0: this is not a DBN/,
    )
    expect(await failureOf(new Uint8Array())).toMatch(/found nothing/)
    const dbz = Buffer.concat([
      Buffer.from([0x51, 0x2a, 0x4d, 0x18, 96, 0, 0, 0]),
      Buffer.from('DBZ\x01'),
    ])
    expect(await failureOf(dbz)).toBe(
      'FILE: this is a DBZ file, the format before DBN; convert it to DBN, or download the data again.',
    )
    await expect(read('/no/such/file.dbn')).rejects.toThrow(
      '/no/such/file.dbn: the file cannot be read (found ENOENT).',
    )
    await expect(read('/')).rejects.toThrow(Failure)
  })

  it('lets go of a file that is not read to its end', async () => {
    writeFileSync(PATH, framed(mboStream(100_000)))
    for await (const item of readDbn(PATH)) if (item.type === 'records') break
    expect((await read(PATH)).end.records).toBe(100_000)
  })
})

describe('readDbn on real files', SAMPLES, () => {
  it.each(Object.entries(SAMPLE_RECORDS))('%s has %i records', async (name, records) => {
    const { end } = await read(samplePath(name), { fragment: 'guess' })
    expect(end.records).toBe(records)
    expect(end.truncatedAtByte).toBeUndefined()
  })
})
