import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Second, SurfaceName } from '../../src/seconds/second.ts'
import {
  BatchAssembler,
  encodeBatchStart,
  encodeSchemaHeader,
  encodeSurfaces,
} from '../../src/wire/batch.ts'
import { encodeSchema } from '../../src/wire/encode-table.ts'
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

describe('a batch whose schemas were sent once', () => {
  const made = second({ wall: 5, vacuum: 0 })
  const contract = made.surfaces.get('wall')?.contract ?? ticks([]).contract
  const schemas = (['wall', 'vacuum'] as const).flatMap((name) => [
    encodeSchemaHeader(name),
    encodeSchema(contract, 'documented'),
  ])
  const form = { schemaOnce: true, contracts: new Map() }
  const batch = [
    encodeBatchStart(END, ['wall', 'vacuum'], 0),
    ...encodeSurfaces(made, form).flatMap(({ header, rows }) => [header, rows]),
  ]

  test('is the same rows, in fewer bytes, second after second', () => {
    const events = give(new BatchAssembler(), [...schemas, ...batch, ...batch])
    const batches = events.filter((event) => event?.type === 'batch')
    expect(batches).toHaveLength(2)
    for (const { surfaces, bytes } of batches) {
      expect(surfaces.get('wall')?.filled('quantity')).toEqual(
        made.surfaces.get('wall')?.filled('quantity'),
      )
      expect(surfaces.get('vacuum')?.length).toBe(0)
      expect(bytes.get('vacuum')).toBe(0)
      expect(surfaces.get('wall')?.contract.fields[0].doc).toBe(contract.fields[0].doc)
    }
  })

  test('is refused where a schema is missing, or comes out of turn', () => {
    expect(() => give(new BatchAssembler(), [schemas[0], batch[0]])).toThrow('the schema of wall')
    expect(() => give(new BatchAssembler(), [schemas[0], schemas[1].slice(0, 20)])).toThrow(Failure)
    expect(() => give(new BatchAssembler(), [batch[0], schemas[0]])).toThrow('the header of wall')
    expect(() => give(new BatchAssembler(), batch)).toThrow(Failure)
  })
})
