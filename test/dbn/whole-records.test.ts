import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readDbn } from '../../src/dbn/file.ts'
import { DbnFileRecorder } from '../../src/dbn/file-recorder.ts'
import { WholeRecords } from '../../src/dbn/whole-records.ts'
import { ZstdFrames } from '../../src/dbn/zstd-frames.ts'
import { sessionMetadata } from '../../src/gateway/session-metadata.ts'
import { mboRecord } from '../gateway/made-files.ts'
import { split, splitting } from '../gateway/pieces.ts'
import { runs } from '../setup/long.ts'

const RECORDS = Array.from({ length: 20 }, (_, at) =>
  mboRecord({ at, instrument: 11, id: BigInt(at) }),
)
const STREAM = Buffer.concat([sessionMetadata('GLBX.MDP3', false), ...RECORDS])
const folder = mkdtempSync(join(tmpdir(), 'spymaster-recorder-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('whole records come out, however the stream is cut', () => {
  fc.assert(
    fc.property(splitting, fc.integer({ min: 0, max: STREAM.length }), (sizes, length) => {
      const whole = new WholeRecords('test')
      const pieces = split(STREAM.subarray(0, length), sizes).map((piece) => whole.push(piece))
      const passed = Buffer.concat(pieces)
      expect(passed.equals(STREAM.subarray(0, passed.length))).toBe(true)
      expect(passed.length + whole.heldBytes).toBe(length)
      expect(whole.heldBytes).toBeLessThan(STREAM.length - 20 * 56)
      expect(passed.length === 0 || (STREAM.length - passed.length) % 56 === 0).toBe(true)
    }),
    { numRuns: runs(100) },
  )
})

describe('a recording', () => {
  const counts = async (path: string) => {
    let records = 0
    for await (const item of readDbn(path)) {
      if (item.type === 'records') records += item.table.length
      if (item.type === 'end') return { records, cut: item.truncatedAtByte, bytes: item.bytes }
    }
    throw new Error('no end')
  }

  test('of which the last frame is incomplete has all the frames before it', async () => {
    const path = join(folder, 'a.live.dbn.zst')
    const recorder = await DbnFileRecorder.create(path)
    recorder.write(sessionMetadata('GLBX.MDP3', false))
    const ends: number[] = []
    for (const record of RECORDS) {
      recorder.write(record)
      await recorder.flush()
      ends.push(recorder.bytes)
    }
    await recorder.close()
    expect(await counts(path)).toMatchObject({ records: 20, cut: undefined })
    const bytes = readFileSync(path)
    for (const at of [ends[9] + 1, ends[9] + 3, ends[10] - 1, ends[10]]) {
      writeFileSync(path, bytes.subarray(0, at))
      const isWhole = at === ends[10]
      expect(await counts(path)).toEqual({
        records: isWhole ? 11 : 10,
        cut: isWhole ? undefined : ends[9],
        bytes: at,
      })
    }
  })

  test('with many records has a frame once there are 64 KiB', async () => {
    const path = join(folder, 'b.live.dbn.zst')
    const recorder = await DbnFileRecorder.create(path)
    recorder.write(sessionMetadata('GLBX.MDP3', false))
    for (let count = 0; count < 200; count++) await recorder.write(Buffer.concat(RECORDS))
    await recorder.close()
    expect(await counts(path)).toMatchObject({ records: 4000 })
    const frames = new ZstdFrames()
    frames.push(readFileSync(path))
    // 224,000 bytes and the metadata.
    expect(frames.counts.frames).toBe(4)
    await expect(DbnFileRecorder.create(path)).rejects.toThrow('EEXIST')
  })

  test('is written in order where the writer does not wait', async () => {
    const path = join(folder, 'many.live.dbn.zst')
    const recorder = await DbnFileRecorder.create(path)
    recorder.write(sessionMetadata('GLBX.MDP3', false))
    const sizes: number[] = []
    for (let count = 0; count < 1500; count++) {
      recorder.write(Buffer.concat(RECORDS))
      sizes.push(recorder.bytes)
    }
    expect(new Set(sizes)).toEqual(new Set([0]))
    await recorder.close()
    const ids: bigint[] = []
    for await (const item of readDbn(path)) {
      if (item.type !== 'records') continue
      ids.push(...item.table.column('order_id', 'uint64').subarray(0, item.table.length))
    }
    expect(ids).toEqual(Array.from({ length: 30_000 }, (_, at) => BigInt(at % 20)))
  })
})
