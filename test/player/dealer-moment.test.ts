import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contracts/load.ts'
import { charmTexts, signedShort } from '../../src/player/charm-text.ts'
import { dealerMomentOf } from '../../src/player/dealer-moment.ts'
import { flowWalls } from '../../src/player/flow-walls.ts'
import { hedgeAtPrice, lotsAt } from '../../src/player/hedge-at-price.ts'
import { pressureRange } from '../../src/player/pressure-scale.ts'
import { Table } from '../../src/table/table.ts'

/** A table of rows; what a row does not name is 0. */
function tableOf(contract: string, rows: readonly Readonly<Record<string, number>>[]): Table {
  const table = new Table(loadContract(contract), rows.length)
  table.length = rows.length
  for (const [at, row] of rows.entries()) {
    for (const [name, value] of Object.entries(row)) {
      const field = table.contract.fields.find((each) => each.name === name)
      const column = field && table.column(name, field.kind)
      if (!column || Array.isArray(column) || column instanceof BigInt64Array)
        throw new Error(`no column of numbers is named ${name}`)
      column[at] = value
    }
  }
  return table
}

const DAY = { tickSize: 250_000_000 }

describe('what dealers must trade in a second', () => {
  test('is undefined where the day has none of their surfaces', () => {
    expect(dealerMomentOf(new Map(), DAY)).toBeUndefined()
  })

  test('is in ticks, with the price that the future has', () => {
    const moment = dealerMomentOf(
      new Map([
        [
          'hedge_profile',
          tableOf('silver/hedge_profile_1s', [
            { delta_ticks: -4, price_points: 99, hedge: 8 },
            { delta_ticks: 0, price_points: 100, hedge: 0 },
            { delta_ticks: 4, price_points: 101, hedge: -6 },
          ]),
        ],
        [
          'hedge_pressure',
          tableOf('silver/hedge_pressure_1s', [{ pressure_up_8: -0.25, pressure_down_8: 0.5 }]),
        ],
        [
          'charm_clock',
          tableOf('silver/charm_clock_1s', [
            { horizon: 0, horizon_seconds: 600, hedge: 40 },
            { horizon: 1, horizon_seconds: 60, hedge: 3 },
          ]),
        ],
        [
          'dealer_flow',
          tableOf('silver/dealer_flow_1s', [
            { strike_points: 95, gex_flow: -20, flow_complete: 1 },
            { strike_points: 100, gex_flow: 30, flow_complete: 1 },
          ]),
        ],
      ] as const),
      DAY,
    )
    expect(moment).toEqual({
      curve: {
        forward: 400,
        ticks: Float64Array.of(396, 400, 404),
        lots: Float64Array.of(8, 0, -6),
      },
      pressure: { up: -0.25, down: 0.5 },
      charm: [
        { horizon: 'expiry', seconds: 600, lots: 40 },
        { horizon: 'minute', seconds: 60, lots: 3 },
      ],
      flow: {
        strike: Float64Array.of(380, 400),
        gex: Float64Array.of(-20, 30),
        isComplete: true,
      },
    })
  })
})

describe('the hedge at a price', () => {
  const curve = {
    forward: 400.5,
    ticks: Float64Array.of(398.5, 400.5, 402.5),
    lots: Float64Array.of(6, 0, 10),
  }
  // Asks 401: 5, 402: 7, 403: 9. Bids 398: 4, 399: 3, 400: 2.
  const book = {
    firstTick: 398,
    ticks: 6,
    depth: Int32Array.of(0, 0, 0, 5, 7, 9, 4, 3, 2, 0, 0, 0),
  }

  test('lies on the line between nodes, and nowhere beyond them', () => {
    expect([399.5, 401.5, 402.5].map((tick) => lotsAt(curve, tick))).toEqual([3, 5, 10])
    expect([398, 403].map((tick) => lotsAt(curve, tick))).toEqual([Number.NaN, Number.NaN])
  })

  test('stands beside all the depth up to there', () => {
    expect(hedgeAtPrice(curve, book, 402, 402)).toEqual({ hedge: 7.5, depth: 12, isPushing: true })
    // Of a row of two prices the further one counts.
    expect(hedgeAtPrice(curve, book, 401, 402)).toMatchObject({ hedge: 7.5, depth: 12 })
    expect(hedgeAtPrice(curve, book, 399, 400)).toEqual({
      hedge: 4.5,
      depth: 5,
      isPushing: false,
    })
  })

  test('is unknown around the future, beyond the curve and beyond the book', () => {
    expect(hedgeAtPrice(curve, book, 400, 401)).toBeUndefined()
    expect(hedgeAtPrice(curve, book, 403, 403)).toBeUndefined()
    expect(hedgeAtPrice(curve, { ...book, firstTick: 300 }, 402, 402)).toBeUndefined()
  })
})

describe('walls of flow', () => {
  test('are the largest of each sign, the lower of equal ones', () => {
    const strike = Float64Array.of(10, 20, 30, 40)
    const flow = { strike, gex: Float64Array.of(5, -1, 5, -3), isComplete: true }
    expect(flowWalls(flow)).toEqual([
      { tick: 10, gex: 5, name: 'flow long', short: 'F+' },
      { tick: 40, gex: -3, name: 'flow short', short: 'F−' },
    ])
  })

  test('are none where nothing has traded', () => {
    const flow = { strike: Float64Array.of(10), gex: Float64Array.of(0), isComplete: true }
    expect([flowWalls(flow), flowWalls(undefined)]).toEqual([[], []])
  })
})

describe('the charm clock', () => {
  const clock = (seconds: number) => [
    { horizon: 'expiry', seconds, lots: -230 } as const,
    { horizon: 'minute', seconds: 60, lots: 3.14 } as const,
    { horizon: 'quarter_hour', seconds: 900, lots: 41 } as const,
  ]

  test('runs in the last two hours, nearest first, no further than the expiration', () => {
    expect(charmTexts(clock(7200))).toEqual([
      ['1 min', '+3.10'],
      ['15 min', '+41'],
      ['expiry', '−230'],
    ])
    expect(charmTexts(clock(600)).map(([name]) => name)).toEqual(['1 min', 'expiry'])
    expect([charmTexts(clock(7201)), charmTexts(clock(0)), charmTexts([])]).toEqual([[], [], []])
  })

  test('says what it does not know', () => {
    expect(signedShort(Number.NaN)).toBe('–')
  })
})

test('a lane of pressure leaves spikes out, and shows quiet as quiet', () => {
  expect(pressureRange([0.1, -0.2, Number.NaN])).toBe(0.5)
  const values = Array.from({ length: 100 }, (_, at) => (at === 0 ? -50 : 0.6 + at / 1000))
  expect(pressureRange(values)).toBeCloseTo(0.695, 3)
  expect(pressureRange([])).toBe(0.5)
})
