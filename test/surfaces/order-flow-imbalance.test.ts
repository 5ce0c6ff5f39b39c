import { expect, test } from 'vitest'
import { seconds } from './run-seconds.ts'

/** Best bid 10 lots at 98, best ask 20 at 102, more behind. */
const QUOTES = `
  -3600 A 91 B 98  10 s
  -3600 A 92 A 102 20 s
  -3600 A 93 B 95  30 s
  -3600 A 94 A 105 40 s.
`

const imbalances = (text: string) => seconds(QUOTES + text).snapshot.map((row) => row.ofi)

test('at an unchanged price it is the change of the queue: bids for it, asks against', () => {
  expect(imbalances('0.1 A 1 B 98 7 .')).toEqual([7])
  expect(imbalances('0.1 M 91 B 98 4 .')).toEqual([-6])
  expect(imbalances('0.1 A 1 A 102 7 .')).toEqual([-7])
  expect(imbalances('0.1 M 92 A 102 4 .')).toEqual([16])
})

test('a better quote counts its lots, a lost one those it had', () => {
  expect(imbalances('0.1 A 1 B 99 7 .')).toEqual([7])
  expect(imbalances('0.1 C 91 B 98 10 .')).toEqual([-10])
  expect(imbalances('0.1 A 1 A 101 7 .')).toEqual([-7])
  expect(imbalances('0.1 C 92 A 102 20 .')).toEqual([20])
  // Both sides at once: +7 for the better bid, +20 for the lost ask.
  expect(imbalances('0.1 A 1 B 99 7\n 0.1 C 92 A 102 20 .')).toEqual([27])
})

test('what happens behind the best counts nothing, nor do records without effect', () => {
  expect(
    imbalances('0.1 A 1 B 97 7 .\n 0.2 C 94 A 105 40 .\n 0.3 N .\n 0.4 T 0 B 102 5 .'),
  ).toEqual([0])
})

test('quotes are read at event ends only', () => {
  expect(imbalances('0.1 A 1 B 99 7\n 0.1 C 1 B 99 7 .')).toEqual([0])
  expect(imbalances('0.1 A 1 B 99 7')).toEqual([0])
})

test('the chain runs across seconds', () => {
  expect(imbalances('0.1 A 1 B 98 7 .\n 2.1 C 1 B 98 7 .')).toEqual([7, 0, -7])
})

test('it runs from before the session into its first second', () => {
  const { snapshot } = seconds(`${QUOTES} 0.1 A 1 B 98 7 .\n 2.1 C 1 B 98 7 .`, {
    startSecond: 1_767_709_801,
  })
  expect(snapshot.map((row) => row.ofi)).toEqual([-7])
})

test('a crossed, locked or one-sided event end breaks it', () => {
  // The first event crosses (or locks, or empties); the second mends; the third counts again.
  const mended = '0.3 C 1 B 103 7 .\n 0.4 A 2 B 98 1 .'
  expect(imbalances(`0.2 A 1 B 103 7 .\n ${mended}`)).toEqual([1])
  expect(imbalances(`0.2 A 1 B 102 7 .\n ${mended}`)).toEqual([1])
  expect(
    imbalances('0.2 C 92 A 102 20\n 0.2 C 94 A 105 40 .\n 0.3 A 1 A 102 5 .\n 0.4 A 2 B 98 1 .'),
  ).toEqual([1])
})

test("a snapshot's end sets the reference and counts nothing", () => {
  const snapshot = `
    0.2 A 1 B 90  1 s
    0.2 A 2 A 110 1 s.
  `
  expect(imbalances(`0.1 N .${snapshot} 0.3 A 3 B 90 4 .`)).toEqual([4])
  // Also where it ends without a last record, just before the next live one.
  expect(imbalances(`0.1 N .${snapshot.replace('s.', 's')} 0.3 A 3 B 90 4 .`)).toEqual([4])
  // A crossed one breaks the chain.
  expect(imbalances(`0.1 N .${snapshot.replace('110', '80')} 0.3 A 3 B 90 4 .`)).toEqual([0])
})

test('an R breaks the chain until the book has two sides again', () => {
  expect(imbalances('0.1 R .\n 0.2 A 1 B 98 5 .\n 0.3 A 2 A 102 5 .\n 0.4 A 3 B 98 2 .')).toEqual([
    2,
  ])
})
