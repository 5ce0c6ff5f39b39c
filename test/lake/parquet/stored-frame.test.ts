import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  MAX_STORED_BYTES,
  storedBytes,
  storedFrame,
} from '../../../src/lake/parquet/stored-frame.ts'

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7919) >> 3)
const LENGTHS = [0, 1, 7, 254, 255, 256, 257, 511, 512, 1000, MAX_STORED_BYTES]

describe('a stored frame', () => {
  it.each(LENGTHS)('of %i bytes is what zstd decompresses', (length) => {
    const bytes = bytesOf(length)
    expect(new Uint8Array(zstdDecompressSync(storedFrame(bytes)))).toEqual(bytes)
  })

  it.each(LENGTHS)('of %i bytes gives them back', (length) => {
    const bytes = bytesOf(length)
    expect(storedBytes(storedFrame(bytes), length)).toEqual(bytes)
  })

  it('is distinguished from every other frame', () => {
    const bytes = new Uint8Array(300)
    expect(storedBytes(zstdCompressSync(bytes), 300)).toBeUndefined()
    const frame = storedFrame(bytes)
    expect(storedBytes(frame, 299)).toBeUndefined()
    expect(storedBytes(frame.subarray(1), 300)).toBeUndefined()
    expect(storedBytes(frame.subarray(0, 305), 300)).toBeUndefined()
    for (let at = 0; at < frame.length - bytes.length; at++) {
      const changed = frame.slice()
      changed[at] ^= 2
      expect(storedBytes(changed, 300), `byte ${at}`).toBeUndefined()
    }
  })
})
