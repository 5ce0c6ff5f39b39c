import fc from 'fast-check'
import { UNDEF_PRICE } from '../../src/market/price.ts'
import { EPOCH_SECOND, type MboRecord, TICK, UNDEF_SIZE } from './records.ts'

const NANOSECONDS = 1_000_000_000n

/** A record before its time is known: nanoseconds since the record before it. */
interface Step {
  readonly after: bigint
  readonly action: string
  readonly id: bigint
  readonly side: string
  readonly price: bigint
  readonly size: number
  readonly flags: number
  /** How far the exchange's clock is off, nanoseconds. */
  readonly skew?: bigint
  /** Is its receipt good, flagged as bad, or not there? */
  readonly receipt?: 'good' | 'bad' | 'none'
}

/** Few ids, so that they meet again; some need all 64 bits or share their low word. */
const id = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt({ min: 1n, max: 9n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n << 32n, (1n << 64n) - 1n, (1n << 63n) + 5n) },
)

/** Prices either side of the centre; the other branches cross the book now and then. */
const priceOf = (side: string, centre: number) =>
  fc.oneof(
    {
      weight: 60,
      arbitrary: fc
        .integer({ min: 0, max: 5 })
        .map((distance) => BigInt((centre + (side === 'B' ? -distance : distance)) * TICK)),
    },
    {
      weight: 2,
      arbitrary: fc
        .integer({ min: centre - 5, max: centre + 5 })
        .map((tick) => BigInt(tick * TICK)),
    },
    { weight: 1, arbitrary: fc.integer({ min: -4, max: 4 }).map((tick) => BigInt(tick * TICK)) },
    // Off the grid, on either side of zero, and one unit from it.
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.integer({ min: -2, max: centre + 5 }), fc.constantFrom(1, TICK / 2, TICK - 1))
        .map(([tick, off]) => BigInt(tick * TICK + off)),
    },
    // Far from everything, as far as a number reaches, beyond, and none.
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        BigInt(100_000 * TICK),
        BigInt(-100_000 * TICK),
        BigInt(Number.MAX_SAFE_INTEGER),
        BigInt(Number.MAX_SAFE_INTEGER) + 1n,
        -(1n << 63n),
        UNDEF_PRICE,
      ),
    },
  )

const size = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0, 1_000_000, UNDEF_SIZE) },
)

/** Nanoseconds between records: within an instant, around the resting age, over seconds, backwards. */
const after = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0n) },
  { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: 300_000_000n }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(499_999_999n, 500_000_000n, 500_000_001n, NANOSECONDS),
  },
  { weight: 1, arbitrary: fc.bigInt({ min: NANOSECONDS, max: 5n * NANOSECONDS }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -2n * NANOSECONDS, max: -1n }) },
)

const side = fc.constantFrom(...'ABABABABABABABABN')
const action = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...'AAAAAACCCMMMMTFFN') },
  { weight: 1, arbitrary: fc.constant('R') },
)
const liveFlags = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(128, 130, 130, 0) },
  { weight: 1, arbitrary: fc.constantFrom(132, 4) },
)

/** Clocks that are right, and now and then one that is not: within what is let pass, and beyond. */
const skew = fc.oneof(
  { weight: 40, arbitrary: fc.constant(0n) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      NANOSECONDS,
      NANOSECONDS + 1n,
      34n * NANOSECONDS,
      -60n * NANOSECONDS,
      -60n * NANOSECONDS - 1n,
      1n << 62n,
    ),
  },
)
const receipt = fc.oneof(
  { weight: 40, arbitrary: fc.constant('good' as const) },
  { weight: 1, arbitrary: fc.constantFrom('bad' as const, 'none' as const) },
)

/** A side and a price that mostly suits it. */
const place = (centre: number) =>
  side.chain((side) => priceOf(side, centre).map((price) => ({ side, price })))

/** Any record at all. */
function anyStep(centre: number): fc.Arbitrary<Step[]> {
  return fc
    .record({ after, action, id, place: place(centre), size, flags: liveFlags, skew, receipt })
    .map(({ place, ...step }) => [{ ...step, ...place }])
}

/** CME's grammar of a trade: T, its fills, then what they leave of the orders. */
function tradeSteps(centre: number): fc.Arbitrary<Step[]> {
  return fc
    .record({
      after,
      orders: fc.array(fc.record({ id, filled: size, left: size, isMoved: fc.boolean() }), {
        minLength: 1,
        maxLength: 3,
      }),
      /** Of the resting orders. */
      place: place(centre),
      elsewhere: place(centre),
      remainder: fc.option(size),
    })
    .map(({ after, orders, place, elsewhere, remainder }) => {
      const { side: resting, price } = place
      const side = resting === 'A' ? 'B' : 'A'
      const step = { after: 0n, id: 0n, side, price, size: 0, flags: 0 }
      const steps: Step[] = [{ ...step, action: 'T', size: orders[0].filled }]
      for (const { id, filled } of orders)
        steps.push({ ...step, action: 'F', id, side: resting, size: filled })
      for (const { id, filled, left, isMoved } of orders) {
        const isGone = left < 4
        steps.push({
          ...step,
          action: isGone ? 'C' : 'M',
          id,
          side: resting,
          price: isMoved ? elsewhere.price : price,
          size: isGone ? filled : left,
        })
      }
      if (remainder !== null) steps.push({ ...step, action: 'A', id: 8n, size: remainder })
      steps[0] = { ...steps[0], after }
      steps[steps.length - 1] = { ...steps[steps.length - 1], flags: 130 }
      return steps
    })
}

/** A snapshot, with or without its R and its last record; orders of any age. */
function snapshotSteps(centre: number): fc.Arbitrary<Step[]> {
  return fc
    .record({
      hasClear: fc.boolean(),
      hasLast: fc.boolean(),
      isSuspect: fc.constantFrom(...Array<boolean>(9).fill(false), true),
      orders: fc.array(fc.record({ id, place: place(centre), size }), { maxLength: 6 }),
    })
    .map(({ hasClear, hasLast, isSuspect, orders }) => {
      const steps = orders.map(({ id, place, size }) => {
        return { after: 0n, action: 'A', id, ...place, size, flags: 40 }
      })
      if (hasClear)
        steps.unshift({
          action: 'R',
          after: 0n,
          id: 0n,
          side: 'N',
          price: UNDEF_PRICE,
          size: 0,
          flags: 40,
        })
      const last = steps.at(-1)
      if (last && hasLast) last.flags |= 128
      if (last && isSuspect) last.flags |= 4
      return steps
    })
}

/** A few bids and asks apart from each other, so that the book is often valid. */
function quoteSteps(centre: number): fc.Arbitrary<Step[]> {
  return fc
    .record({ after, bid: size, ask: size, spread: fc.integer({ min: 1, max: 3 }) })
    .map(({ after, bid, ask, spread }): Step[] => [
      {
        after,
        action: 'A',
        id: 20n,
        side: 'B',
        price: BigInt((centre - spread) * TICK),
        size: bid,
        flags: 130,
      },
      {
        after: 0n,
        action: 'A',
        id: 21n,
        side: 'A',
        price: BigInt((centre + spread) * TICK),
        size: ask,
        flags: 130,
      },
    ])
}

/** A day of records in one to three files, in which everything that can go wrong does. */
export const randomFiles: fc.Arbitrary<MboRecord[][]> = fc
  .constantFrom(100, 100, 3)
  .chain((centre) =>
    fc.array(
      fc.array(
        fc.oneof(
          { weight: 10, arbitrary: anyStep(centre) },
          { weight: 4, arbitrary: tradeSteps(centre) },
          { weight: 1, arbitrary: snapshotSteps(centre) },
          { weight: 2, arbitrary: quoteSteps(centre) },
        ),
        { minLength: 1, maxLength: 60, size: 'max' },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(timed)

/** Gives the steps their times; a snapshot's ts_event is its orders' age, not its own time. */
function timed(files: Step[][][]): MboRecord[][] {
  let now = BigInt(EPOCH_SECOND) * NANOSECONDS
  return files.map((blocks) =>
    blocks.flat().map(({ after, skew = 0n, receipt = 'good', ...record }) => {
      now += after
      const age = record.flags & 32 ? (record.id * 123_456_789n) % NANOSECONDS : 0n
      const received = { good: now, bad: now + 7_777n * NANOSECONDS, none: 2n ** 64n - 1n }[receipt]
      const flags = receipt === 'bad' ? record.flags | 8 : record.flags
      return { ...record, flags, time: now - age + skew, received }
    }),
  )
}
