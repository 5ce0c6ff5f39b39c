import { expect, test } from 'vitest'
import { crossedSpans } from '../../src/player/crossed-spans.ts'
import { DayLine } from '../../src/player/day-line.ts'
import { MadeSource, OPEN_SECOND } from './made-source.ts'

test('the crossed seconds before the first trade, with the times of all of them', async () => {
  const source = new MadeSource({ preOpen: 120 })
  const line = new DayLine(source)
  await line.loadAll()
  const first = OPEN_SECOND + 1
  const last = OPEN_SECOND + 120
  const text = 'book crossed 09:30–09:32'
  expect(crossedSpans(line, OPEN_SECOND - 60, OPEN_SECOND + 240)).toEqual([{ first, last, text }])
  // A part of them still says the times of the whole.
  expect(crossedSpans(line, first + 10, first + 20)).toEqual([
    { first: first + 10, last: first + 20, text },
  ])
  expect(crossedSpans(line, last + 1, last + 60)).toEqual([])
})

test('a day that opens with a trade has none', async () => {
  const line = new DayLine(new MadeSource())
  await line.loadAll()
  expect(crossedSpans(line, OPEN_SECOND, OPEN_SECOND + 240)).toEqual([])
})
