import { zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ZstdFrameWriter } from '../../src/dbn/zstd-frame-writer.ts'
import { ZstdFrames } from '../../src/dbn/zstd-frames.ts'

const PIECES = [3, 1, 200_000, 7, 65_536].map((length, piece) =>
  Uint8Array.from({ length }, (_, at) => Math.imul(at * at, piece + 7) % 251),
)

test('each piece is a frame of its own, with a checksum, in the order of the calls', async () => {
  const writer = new ZstdFrameWriter(1)
  const frames = await Promise.all(PIECES.map((piece) => writer.compress(piece)))
  writer.close()
  for (const [index, frame] of frames.entries()) {
    expect(zstdDecompressSync(frame).equals(PIECES[index])).toBe(true)
  }
  const counted = new ZstdFrames()
  counted.push(Buffer.concat(frames))
  expect(counted.counts).toEqual({ frames: PIECES.length, withoutChecksum: 0 })
  expect(counted.isInsideFrame).toBe(false)
})

test('a closed one compresses no more', async () => {
  const writer = new ZstdFrameWriter(1)
  await writer.compress(PIECES[0])
  writer.close()
  await expect(writer.compress(PIECES[1])).rejects.toThrow('destroyed')
})
