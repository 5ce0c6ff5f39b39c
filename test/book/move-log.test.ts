import { expect, test } from 'vitest'
import { MoveLog } from '../../src/book/move-log.ts'

test('every move of a window, in order, however many', () => {
  const log = new MoveLog()
  const count = 1000
  for (let entry = 0; entry < count; entry++) {
    log.add(
      entry % 2 === 0 ? 0 : 1,
      entry - 1,
      -entry,
      4_000_000_000 + entry,
      entry,
      entry % 3 === 0,
    )
  }
  expect(log.length).toBe(count)
  for (let entry = 0; entry < count; entry++) {
    expect([
      log.side[entry],
      log.from[entry],
      log.to[entry],
      log.left[entry],
      log.size[entry],
      log.rested[entry],
    ]).toEqual([
      entry % 2,
      entry - 1,
      0 - entry,
      4_000_000_000 + entry,
      entry,
      entry % 3 === 0 ? 1 : 0,
    ])
  }
})

test('a new window begins with none', () => {
  const log = new MoveLog()
  log.add(1, 2, 3, 4, 5, true)
  log.clear()
  log.add(0, 7, 8, 9, 10, false)
  expect(log.length).toBe(1)
  expect([log.side[0], log.from[0], log.to[0], log.rested[0]]).toEqual([0, 7, 8, 0])
})
