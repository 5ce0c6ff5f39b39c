import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BufferedRecords } from '../../src/engine/held-records.ts'
import { optionRecords } from '../../src/options/option-records.ts'
import { mbo, type Row } from '../options/tables.ts'
import { runs } from '../setup/long.ts'

const row = (id: number): Row => ({ id, time: 0, action: 'A', side: 'B', price: 1, order: id })
const batch = (ids: number[]) => optionRecords(mbo(ids.map(row)))

/** What a reader takes, who takes so many rows at a time: ids, and −1 where a file ends. */
function read(held: BufferedRecords, most: number): number[] {
  const taken: number[] = []
  while (!held.isEmpty) {
    const { records, first } = held
    const to = Math.min(first + most, records.length)
    for (let at = first; at < to; at++) {
      expect(records.orderIdWords[2 * at]).toBe(records.instrumentId[at])
      expect([records.action[at], records.flags.length > at]).toEqual([65, true])
      taken.push(records.instrumentId[at])
    }
    if (held.take(to)) taken.push(-1)
  }
  return taken
}

test('random batches and file ends come out as they went in, however many are taken at a time', () => {
  const step = fc.oneof(fc.constant('end' as const), fc.array(fc.nat(1000), { maxLength: 90 }))
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 9 }),
      fc.array(step, { maxLength: 9 }),
      fc.integer({ min: 1, max: 200 }),
      (first, second, most) => {
        const held = new BufferedRecords()
        for (const steps of [first, second]) {
          for (const step of steps) {
            if (step === 'end') held.endFile()
            else held.append(batch(step), 0)
          }
          expect(read(held, most)).toEqual(steps.flatMap((step) => (step === 'end' ? -1 : step)))
        }
      },
    ),
    { numRuns: runs(200) },
  )
})

test('only the rows from one on are taken in', () => {
  const held = new BufferedRecords()
  held.append(batch([7, 8, 9]), 1)
  expect(read(held, 10)).toEqual([8, 9])
})

test('the memory of what has been taken is used again while more comes', () => {
  const held = new BufferedRecords()
  const thousand = batch(Array.from({ length: 1000 }, (_, id) => id))
  held.append(thousand, 0)
  for (let round = 0; round < 100; round++) {
    held.append(thousand, 0)
    held.take(held.first + 1000)
  }
  expect(held.records.size.length).toBeLessThan(20_000)
  expect(read(held, 1000)).toEqual(Array.from({ length: 1000 }, (_, id) => id))
})
