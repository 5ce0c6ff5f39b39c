import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Second, SurfaceName } from '../../src/seconds/second.ts'
import { BatchAssembler, encodeBatchStart, encodeSurfaces } from '../../src/wire/batch.ts'
import { ticks } from '../lake/lake.ts'

const END = 1_767_709_801

/** A second whose surfaces have so many rows each. */
function second(rows: Partial<Record<SurfaceName, number>>): Second {
  const surfaces = Object.entries(rows).map(
    ([name, count]) =>
      [name as SurfaceName, ticks(Array.from({ length: count }, (_, row) => row))] as const,
  )
  return { endSecond: END, surfaces: new Map(surfaces) }
}

/** Every message of a batch, in order. */
function messagesOf(made: Second, dropped = 0): (string | Uint8Array)[] {
  const encoded = encodeSurfaces(made)
  const names = encoded.map(({ surface }) => surface)
  return [
    encodeBatchStart(made.endSecond, names, dropped),
    ...encoded.flatMap(({ header, rows }) => [header, rows]),
  ]
}

function give(assembler: BatchAssembler, messages: readonly (string | Uint8Array)[]) {
  return messages.map((message) =>
    typeof message === 'string' ? assembler.text(message) : assembler.binary(message),
  )
}

describe('a batch', () => {
  const made = second({ snap: 1, wall: 5, vacuum: 0 })
  const messages = messagesOf(made, 3)

  test('begins as the protocol has it', () => {
    expect(JSON.parse(messages[0] as string)).toEqual({
      type: 'batch_start',
      window_end_ts_ns: '1767709801000000000',
      surfaces: ['snap', 'wall', 'vacuum'],
      dropped: 3,
    })
    expect(JSON.parse(messages[3] as string)).toEqual({
      type: 'surface_header',
      surface: 'wall',
      window_end_ts_ns: '1767709801000000000',
      rows: 5,
    })
  })

  test('is given back with its last message, and only then', () => {
    const assembler = new BatchAssembler()
    const events = give(assembler, [...messages, ...messages])
    expect(events.map((event) => event?.type)).toEqual([
      ...Array(6).fill(undefined),
      'batch',
      ...Array(6).fill(undefined),
      'batch',
    ])
    const batch = events[6]
    if (batch?.type !== 'batch') throw new Error('no batch')
    expect(batch.endSecond).toBe(END)
    expect(batch.dropped).toBe(3)
    const rows = Array.from(batch.surfaces, ([name, table]) => [name, table.length])
    expect(rows).toEqual([
      ['snap', 1],
      ['wall', 5],
      ['vacuum', 0],
    ])
    expect(batch.surfaces.get('wall')?.filled('quantity')).toEqual(Int32Array.of(0, 1, 2, 3, 4))
    expect(batch.bytes.get('wall')).toBe((messages[4] as Uint8Array).length)
  })

  test('without surfaces is whole at once', () => {
    const [event] = give(new BatchAssembler(), messagesOf(second({})))
    expect(event?.type).toBe('batch')
  })

  test('may be interrupted by an error, which changes nothing', () => {
    const error = JSON.stringify({ type: 'error', message: 'no' })
    const events = give(
      new BatchAssembler(),
      messages.flatMap((message) => [message, error]),
    )
    expect(events.filter((event) => event?.type === 'batch')).toHaveLength(1)
    expect(events.filter((event) => event?.type === 'error')).toHaveLength(messages.length)
  })

  test.each(messages.map((_, index) => index))('without its message %i it is refused', (index) => {
    const broken = messages.toSpliced(index, 1)
    expect(() => give(new BatchAssembler(), [...broken, ...messages])).toThrow(Failure)
  })

  test("with another surface's rows it is refused", () => {
    const swapped = messages.toSpliced(4, 1, messages[2])
    expect(() => give(new BatchAssembler(), swapped)).toThrow('expected 5 rows of wall')
  })

  test('with another second’s header it is refused', () => {
    const other = (messages[1] as string).replace('801000', '802000')
    expect(() => give(new BatchAssembler(), messages.with(1, other))).toThrow(Failure)
  })
})
