import { expect, expectTypeOf, test } from 'vitest'
import { Ladder, type LevelIndex } from '../../src/book/ladder.ts'
import type { OrderSlot } from '../../src/book/orders.ts'
import type { Lots } from '../../src/market/branded.ts'
import type { Tick } from '../../src/market/tick.ts'
import { secondFromWords, type UnixSecond } from '../../src/market/time.ts'

test('a number of one kind is refused where another is meant; a plain one fits every kind', () => {
  expectTypeOf<Tick>().not.toExtend<LevelIndex>()
  expectTypeOf<LevelIndex>().not.toExtend<OrderSlot>()
  expectTypeOf<Lots>().not.toExtend<Tick>()
  expectTypeOf<UnixSecond>().not.toExtend<Lots>()
  expectTypeOf<number>().toExtend<Tick>()
  expectTypeOf<Tick>().toExtend<number>()
})

test('what is read of the book’s arrays is of its kind, and at run time a number', () => {
  const ladder = new Ladder(1)
  const level = ladder.at(7)
  expectTypeOf(ladder.tick[level]).toEqualTypeOf<Tick>()
  expectTypeOf(ladder.depth[level]).not.toExtend<Tick>()
  // @ts-expect-error a level is no tick
  expect(ladder.find(level)).toBe(-1)
  expect(ladder.tick[level]).toBe(7)
  expect(secondFromWords(1_000_000_000, 0)).toBe(1)
})
