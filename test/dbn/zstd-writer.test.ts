import { constants, zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ZstdWriter } from '../../src/dbn/zstd-writer.ts'

const PIECES = [3, 1, 200_000, 7].map((length, piece) =>
  Uint8Array.from({ length }, (_, at) => Math.imul(at * at, piece + 7) % 251),
)

test('what has been written can be read before the stream ends, and is one frame', async () => {
  const writer = new ZstdWriter()
  const sent: Uint8Array[] = []
  for (const [index, piece] of PIECES.entries()) {
    sent.push(await writer.compress(piece))
    const read = zstdDecompressSync(Buffer.concat(sent), { finishFlush: constants.ZSTD_e_flush })
    expect(read.equals(Buffer.concat(PIECES.slice(0, index + 1)))).toBe(true)
  }
  sent.push(await writer.end())
  writer.close()
  const whole = Buffer.concat(sent)
  expect(zstdDecompressSync(whole).equals(Buffer.concat(PIECES))).toBe(true)
  expect(whole.indexOf(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), 1)).toBe(-1)
})
