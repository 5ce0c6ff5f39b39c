import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { ZstdReader } from '../../../src/dbn/zstd.ts'
import { mutate } from '../mutate.ts'
import { assert, refusalOf, type Target } from '../target.ts'
import { STREAMS } from './dbn.ts'

const FILES = STREAMS.map((stream, index) => {
  const middle = stream.length >> 1
  const params = { [constants.ZSTD_c_checksumFlag]: index % 2 }
  const parts = [stream.subarray(0, middle), stream.subarray(middle)]
  return new Uint8Array(Buffer.concat(parts.map((part) => zstdCompressSync(part, { params }))))
})

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** The decompressor by itself, which throws at the first thing that is wrong. */
function plainly(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return zstdDecompressSync(bytes)
  } catch {
    return undefined
  }
}

/** Frames are whole, cut or refused; those that are whole give what the library gives. */
export const zstd: Target = {
  runs: 3000,
  feed: async (random) => {
    const bytes = mutate(random.of(FILES), random, FILES)
    const reader = new ZstdReader(pieces(bytes, 1 + random.below(900)), 'FILE')
    const parts: Uint8Array[] = []
    try {
      for await (const chunk of reader.chunks()) parts.push(chunk)
    } catch (error) {
      refusalOf(error)
      return
    }
    if (reader.truncatedAtByte !== undefined) return
    const expected = plainly(bytes)
    assert(
      expected !== undefined && Buffer.compare(Buffer.concat(parts), expected) === 0,
      'taken for whole, and the library has it otherwise',
    )
  },
}
