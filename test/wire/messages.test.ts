import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { DayDescription } from '../../src/seconds/second.ts'
import {
  dayOf,
  formatSecond,
  parseClientMessage,
  parseServerMessage,
  secondFrom,
  sessionMessage,
} from '../../src/wire/messages.ts'

const DAY: DayDescription = {
  symbol: 'ESH6',
  dt: '2026-01-06',
  session: 'rth',
  tickSize: 250_000_000,
  maxRelTicks: 60,
  firstEndSecond: 1_767_709_801,
  lastEndSecond: 1_767_733_200,
  surfaces: ['snap', 'wall'],
  calibrationMode: undefined,
  bookOrigin: 'snapshot',
}

describe('times', () => {
  test('a second is the digits of its nanoseconds, and comes back', () => {
    expect(formatSecond(1_767_709_801)).toBe('1767709801000000000')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000 }), (second) => {
        expect(secondFrom(formatSecond(second))).toBe(second)
      }),
    )
  })

  test('a time within a second means the second that ends next', () => {
    expect(secondFrom('1767709800000000001')).toBe(1_767_709_801)
    expect(secondFrom('1767709800999999999')).toBe(1_767_709_801)
    expect(secondFrom('0')).toBe(0)
  })

  test.each(['', '-1', '1e9', ' 1', '0x10', '9223372036854775808', '1'.repeat(20), '1.5'])(
    '%j is no time',
    (text) => expect(() => secondFrom(text)).toThrow(Failure),
  )
})

describe('a session', () => {
  test('of an open day says so, and comes back', () => {
    const day = { ...DAY, isOpen: true }
    const text = JSON.stringify(sessionMessage(day, day.surfaces))
    const message = parseServerMessage(text)
    expect(message?.type === 'session' && dayOf(message).isOpen).toBe(true)
    expect(() => parseServerMessage(text.replace('"open":true', '"open":1'))).toThrow(Failure)
    expect(sessionMessage(DAY, DAY.surfaces)).not.toHaveProperty('open')
  })

  const first = formatSecond(DAY.firstEndSecond)
  test.each([
    ['of a thousand years', { last_window_end_ts_ns: '9000000000000000000' }],
    ['that ends before it begins', { last_window_end_ts_ns: '1000000000' }],
    ['without a tick', { tick_size: '0' }],
    ['of endless walls', { max_rel_ticks: 2 ** 40 }],
    ['whose name steers a terminal', { symbol: 'ES\x1b[2J' }],
    ['whose calibration does', { calibration_mode: '\x9b2J' }],
    ['whose origin is a book', { book_origin: 'x'.repeat(5000) }],
  ])('%s is refused', (_, fields) => {
    const whole = sessionMessage(DAY, DAY.surfaces)
    expect(whole.first_window_end_ts_ns).toBe(first)
    expect(() => parseServerMessage(JSON.stringify({ ...whole, ...fields }))).toThrow(
      "the server's message is incomplete",
    )
  })

  test('says of a day what a screen must know, and comes back', () => {
    const text = JSON.stringify(sessionMessage(DAY, DAY.surfaces))
    const message = parseServerMessage(text)
    expect(message).toMatchObject({
      type: 'session',
      tick_size: '250000000',
      first_window_end_ts_ns: '1767709801000000000',
      calibration_mode: null,
      gex_sign: null,
    })
    expect(message?.type === 'session' && dayOf(message)).toEqual(DAY)
  })

  test('of a day with options says whose open interest, which unit and which way', () => {
    const gex = {
      openInterestDate: '2026-01-05',
      gexUnit: 'currency',
      gexSign: 'calls +1, puts -1',
      lastExpirySecond: 1_767_733_200,
    }
    const message = sessionMessage({ ...DAY, ...gex }, DAY.surfaces)
    expect(message).toMatchObject({
      open_interest_date: '2026-01-05',
      gex_unit: 'currency',
      gex_sign: 'calls +1, puts -1',
      last_expiration_ts_ns: '1767733200000000000',
    })
    expect(dayOf(message)).toEqual({ ...DAY, ...gex })
    const broken = JSON.stringify({ ...message, last_expiration_ts_ns: 'soon' })
    expect(() => parseServerMessage(broken)).toThrow("the server's message is incomplete")
    const { last_expiration_ts_ns: _, ...before } = message
    expect(parseServerMessage(JSON.stringify(before))).toMatchObject({ type: 'session' })
  })
})

describe("a client's message", () => {
  test.each([
    { type: 'pause' },
    { type: 'resume' },
    { type: 'seek', ts_ns: '1767709801000000000' },
    { type: 'speed', value: 0.25 },
    { type: 'speed', value: 600 },
    { type: 'alerts', conditions: [] },
    { type: 'alerts', conditions: ['above_score > 0.8', 'squeeze'] },
  ])('%j is read as it was meant', (message) => {
    expect(parseClientMessage(JSON.stringify(message))).toEqual(message)
  })

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"pause"',
    '{}',
    '{"type":"stop"}',
    '{"type":"seek"}',
    '{"type":"seek","ts_ns":1767709801000000000}',
    '{"type":"seek","ts_ns":"soon"}',
    '{"type":"speed","value":"4"}',
    '{"type":"speed","value":0}',
    '{"type":"speed","value":-1}',
    '{"type":"speed","value":1e9}',
    '{"type":"speed","value":null}',
    '{"type":"__proto__"}',
    '{"type":"alerts"}',
    '{"type":"alerts","conditions":"ofi > 1"}',
    '{"type":"alerts","conditions":[7]}',
    `{"type":"alerts","conditions":["${'o'.repeat(201)}"]}`,
    `{"type":"alerts","conditions":${JSON.stringify(Array(9).fill('ofi > 1'))}}`,
  ])('%s is refused in a sentence', (text) => {
    expect(() => parseClientMessage(text)).toThrow(Failure)
  })

  test('however long it is, the refusal is short', () => {
    const long = JSON.stringify({ type: 'x'.repeat(1_000_000) })
    expect(() => parseClientMessage(long)).toThrow(/^.{1,300}$/)
  })

  test('no text makes anything but a message or a refusal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseClientMessage(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
    )
  })
})

describe("a server's message", () => {
  test('one of a later protocol is skipped', () => {
    expect(parseServerMessage('{"type":"weather"}')).toBeUndefined()
  })

  test.each([
    '{"type":"batch_start"}',
    '{"type":"batch_start","window_end_ts_ns":5,"surfaces":[],"dropped":0}',
    '{"type":"batch_start","window_end_ts_ns":"5","surfaces":["nothing"],"dropped":0}',
    '{"type":"surface_header","surface":"wall","window_end_ts_ns":"5","rows":1.5}',
    '{"type":"error"}',
    '{"type":5}',
    'no JSON',
  ])('%s is refused', (text) => expect(() => parseServerMessage(text)).toThrow(Failure))
})
