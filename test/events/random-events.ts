import fc from 'fast-check'
import { EPOCH_SECOND, type MboRecord, TICK } from '../book/records.ts'

/** A record of an event that has no time yet. */
type Part = Pick<MboRecord, 'action' | 'id' | 'side' | 'size'> & { readonly tick: number }
/** An exchange event: how long after the one before, ns, and its records. */
interface Step {
  readonly after: bigint
  readonly parts: readonly Part[]
}

const after = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 300_000_000n }) },
  { weight: 2, arbitrary: fc.constantFrom(0n, 300_000_000n, 300_000_001n, 2_000_000_000n) },
)
const tick = fc.integer({ min: 98, max: 103 })
const size = fc.integer({ min: 1, max: 3 })
const side = fc.constantFrom('A', 'B')
const orderId = fc.bigInt({ min: 1n, max: 12n })
const aggressorId = fc.bigInt({ min: 50n, max: 52n })

const opposite = (letter: string) => (letter === 'A' ? 'B' : 'A')

/** One to four trades of one or more aggressors. */
const sweep: fc.Arbitrary<Step[]> = fc
  .record({
    after,
    side,
    trades: fc.array(fc.record({ id: aggressorId, tick, size }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ after, side, trades }) => [
    { after, parts: trades.map((trade) => ({ action: 'T', side, ...trade })) },
  ])

/** An order that is filled and refilled, by its own id or by others'. */
const refills: fc.Arbitrary<Step[]> = fc
  .record({
    after,
    side,
    tick,
    size,
    fills: fc.array(fc.record({ id: orderId, next: orderId, after, lots: size, shown: size }), {
      minLength: 1,
      maxLength: 4,
    }),
    isSynthetic: fc.boolean(),
  })
  .map(({ after, side, tick, size, fills, isSynthetic }) => {
    let { id } = fills[0]
    const order = { side, tick }
    const steps: Step[] = [{ after, parts: [{ ...order, action: 'A', id, size }] }]
    for (const fill of fills) {
      const lots = isSynthetic ? size : fill.lots
      const parts: Part[] = [
        { ...order, action: 'T', id: 50n, side: opposite(side), size: lots },
        { ...order, action: 'F', id, size: lots },
        isSynthetic
          ? { ...order, action: 'C', id, size }
          : { ...order, action: 'M', id, size: fill.shown },
      ]
      steps.push({ after: fill.after, parts })
      if (!isSynthetic) continue
      id = fill.next
      steps.push({ after: fill.after / 2n, parts: [{ ...order, action: 'A', id, size }] })
    }
    return steps
  })

/** Orders that come, move and go. */
const flow: fc.Arbitrary<Step[]> = fc
  .record({ after, action: fc.constantFrom('A', 'C', 'M'), id: orderId, side, tick, size })
  .map(({ after, ...part }) => [{ after, parts: [part] }])

/** Half a minute of events with right clocks. */
export const randomEvents: fc.Arbitrary<MboRecord[]> = fc
  .array(fc.oneof(sweep, refills, flow), { minLength: 1, maxLength: 40, size: 'max' })
  .map((steps) => {
    let time = BigInt(EPOCH_SECOND) * 1_000_000_000n
    return steps.flat().flatMap(({ after, parts }) => {
      time += after
      return parts.map(({ tick, ...part }, index) => ({
        ...part,
        time,
        received: time,
        price: BigInt(tick * TICK),
        flags: index === parts.length - 1 ? 130 : 0,
      }))
    })
  })
