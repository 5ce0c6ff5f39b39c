import { describe, expect, test } from 'vitest'
import type { Second, SurfaceName } from '../../src/seconds/second.ts'
import { textFrame } from '../../src/serve/frame.ts'
import { FramedSecond } from '../../src/serve/framed-second.ts'
import { BatchAssembler } from '../../src/wire/batch.ts'
import { ticks } from '../lake/lake.ts'

const END = 1_767_709_801
const NAMES: readonly SurfaceName[] = ['snap', 'wall', 'vacuum']

/** So many rows in each surface: as many as reach every length of a frame's header. */
function second(rows: readonly number[]): Second {
  const tables = rows.map((count) => ticks(Array.from({ length: count }, (_, row) => row)))
  return { endSecond: END, surfaces: new Map(NAMES.map((name, index) => [name, tables[index]])) }
}

/** A plain reader of unmasked frames. */
function messagesOf(buffers: readonly Buffer[]): (string | Buffer)[] {
  const bytes = Buffer.concat(buffers)
  const messages: (string | Buffer)[] = []
  for (let at = 0; at < bytes.length; ) {
    expect(bytes[at] & 0xf0).toBe(0x80)
    const isText = (bytes[at] & 0x0f) === 1
    const short = bytes[at + 1]
    expect(short).toBeLessThan(128)
    const header = short < 126 ? 2 : short === 126 ? 4 : 10
    const length =
      header === 2
        ? short
        : header === 4
          ? bytes.readUInt16BE(at + 2)
          : Number(bytes.readBigUInt64BE(at + 2))
    const payload = bytes.subarray(at + header, at + header + length)
    expect(payload).toHaveLength(length)
    messages.push(isText ? payload.toString() : payload)
    at += header + length
  }
  return messages
}

function batchOf(buffers: readonly Buffer[]) {
  const assembler = new BatchAssembler()
  const events = messagesOf(buffers).map((message) =>
    typeof message === 'string' ? assembler.text(message) : assembler.binary(message),
  )
  const batch = events.at(-1)
  if (batch?.type !== 'batch') throw new Error('no batch')
  expect(events.slice(0, -1).every((event) => event === undefined)).toBe(true)
  return batch
}

describe('a framed second', () => {
  const framed = new FramedSecond(second([1, 6000, 0]))

  test('is one buffer, the same for everyone, and whole', () => {
    const [buffer, ...more] = framed.buffersFor(NAMES, 0)
    expect(more).toEqual([])
    expect(framed.buffersFor(NAMES, 0)[0]).toBe(buffer)
    const { surfaces, endSecond, dropped } = batchOf([buffer])
    expect(Array.from(surfaces, ([name, { length }]) => [name, length])).toEqual([
      ['snap', 1],
      ['wall', 6000],
      ['vacuum', 0],
    ])
    expect([endSecond, dropped]).toEqual([END, 0])
    expect(framed.bytes).toBe(buffer.length)
  })

  test('tells one who lost some how many, and shares the rest', () => {
    const batch = batchOf(framed.buffersFor(NAMES, 7))
    expect(batch.dropped).toBe(7)
    expect(batch.surfaces.get('wall')?.length).toBe(6000)
    const [, part] = framed.buffersFor(NAMES, 7)
    expect(part.buffer).toBe(framed.buffersFor(NAMES, 0)[0].buffer)
  })

  test.each([[['wall']], [['snap', 'vacuum']], [[]]] as SurfaceName[][][])(
    'narrowed to %j has those only',
    (names) => {
      expect([...batchOf(framed.buffersFor(names, 0)).surfaces.keys()]).toEqual(names)
    },
  )
})

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 100_000])('a text of %i bytes', (length) => {
  const text = 'é'.repeat(length >> 1) + 'e'.repeat(length & 1)
  expect(messagesOf([textFrame(text)])).toEqual([text])
})
