import { constants, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZstdFrames } from '../../src/dbn/zstd-frames.ts'
import { runs } from '../setup/long.ts'

const SKIPPABLE = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])

/** One frame: with a checksum or not, its content's size in it or not. */
function frame(content: Uint8Array, hasChecksum: boolean, hasSize: boolean): Buffer {
  return zstdCompressSync(content, {
    params: {
      [constants.ZSTD_c_checksumFlag]: hasChecksum ? 1 : 0,
      [constants.ZSTD_c_contentSizeFlag]: hasSize ? 1 : 0,
    },
  })
}

/** Contents of every kind of block: stored, repeated and compressed, one block and several. */
const contents = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc.integer({ min: 0, max: 300_000 }).map((length) => new Uint8Array(length).fill(7)),
  fc.integer({ min: 1, max: 300_000 }).map((length) => {
    let state = length
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 30
    })
  }),
)
const frames = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(contents, fc.boolean(), fc.boolean()).map((of) => frame(...of)),
  },
  { weight: 1, arbitrary: fc.constant(SKIPPABLE) },
)

describe('a walk through zstd frames', () => {
  it('is between frames where one has ended, and nowhere else, however the bytes come', () => {
    const property = fc.property(
      fc.array(frames, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (parts, cuts) => {
        const whole = Buffer.concat(parts)
        const ends = new Set([0])
        let end = 0
        for (const part of parts) {
          end += part.length
          ends.add(end)
        }
        // Around the ends, where the decompressor errs, and anywhere else.
        const near = [...ends].flatMap((at) => [at - 4, at - 3, at - 2, at - 1, at, at + 1, at + 3])
        const stops = [...near, ...cuts.map((cut) => cut % (whole.length + 1))]
          .filter((at) => at >= 0 && at <= whole.length)
          .sort((a, b) => a - b)
        const walk = new ZstdFrames()
        let at = 0
        for (const stop of stops) {
          walk.push(whole.subarray(at, stop))
          at = stop
          expect(walk.isInsideFrame).toBe(!ends.has(stop))
        }
      },
    )
    fc.assert(property, { numRuns: runs(60) })
  })

  it('leaves what begins no frame to others', () => {
    const walk = new ZstdFrames()
    walk.push(Buffer.concat([frame(Buffer.from('abc'), true, true), Buffer.from('DBN\x01, plain')]))
    expect(walk.isInsideFrame).toBe(false)
  })

  it('counts frames, and those that nothing guards', () => {
    const content = new Uint8Array(5000).fill(3)
    const bytes = Buffer.concat([
      frame(content, true, true),
      SKIPPABLE,
      frame(content, false, true),
      frame(content, false, false),
    ])
    const walk = new ZstdFrames()
    for (const byte of bytes) walk.push(Uint8Array.of(byte))
    expect(walk.counts).toEqual({ frames: 3, withoutChecksum: 2 })
  })
})
