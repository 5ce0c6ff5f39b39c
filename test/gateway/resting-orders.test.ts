import { describe, expect, test } from 'vitest'
import { RestingOrders } from '../../src/gateway/resting-orders.ts'
import { SAMPLES, samplePath } from '../setup/samples.ts'
import { type Received, TestGateway } from './client.ts'
import {
  ESH6,
  ESM6,
  makeFile,
  mboRecord,
  type Order,
  removeFilesAfterwards,
  timeOf,
} from './made-files.ts'

removeFilesAfterwards()

/** Ids and sizes in order of priority after orders of one instrument. */
function resting(...orders: (Omit<Order, 'at' | 'instrument'> & Partial<Order>)[]): string[] {
  const book = new RestingOrders()
  for (const order of orders) book.apply(mboRecord({ at: 0, instrument: ESH6, ...order }))
  const bytes = book.snapshot(40, 0n)
  const view = new DataView(bytes.buffer)
  return Array.from({ length: bytes.length / 56 }, (_, row) => {
    const at = row * 56
    const flags = view.getUint8(at + 36)
    expect(flags).toBe(row === bytes.length / 56 - 1 ? 168 : 40)
    expect(String.fromCharCode(view.getUint8(at + 38))).toBe('A')
    return `${view.getBigUint64(at + 16, true)}:${view.getUint32(at + 32, true)}`
  })
}

const A = { id: 1n, size: 5 }
const B = { id: 2n, size: 6 }

test('adds, cancels in part and whole, clears', () => {
  expect(resting(A, B)).toEqual(['1:5', '2:6'])
  expect(resting(A, B, { id: 1n, action: 'C', size: 2 })).toEqual(['1:3', '2:6'])
  expect(resting(A, B, { id: 1n, action: 'C', size: 5 })).toEqual(['2:6'])
  expect(resting(A, { id: 0n, action: 'R' }, B)).toEqual(['2:6'])
  expect(resting()).toEqual([])
})

test('an order keeps its turn when it becomes smaller, and loses it otherwise', () => {
  expect(resting(A, B, { ...A, action: 'M', size: 4 })).toEqual(['1:4', '2:6'])
  expect(resting(A, B, { ...A, action: 'M', size: 7 })).toEqual(['2:6', '1:7'])
  expect(resting(A, B, { ...A, action: 'M', price: 1n })).toEqual(['2:6', '1:5'])
  // An iceberg is refilled at the end of the queue.
  expect(resting(A, B, { ...A, action: 'F' }, { ...A, action: 'M' })).toEqual(['2:6', '1:5'])
})

test('trades and fills change nothing, an unknown order that is modified is added', () => {
  expect(resting(A, { ...A, action: 'T' }, { ...A, action: 'F' })).toEqual(['1:5'])
  expect(resting({ ...A, action: 'M' }, { id: 9n, action: 'C' })).toEqual(['1:5'])
})

test('slots of orders that went are used again', () => {
  const many = Array.from({ length: 500 }, (_, index) => [
    { id: BigInt(index), size: 1 },
    { id: BigInt(index), action: 'C' as const, size: 1 },
  ])
  expect(resting(...many.flat(), A)).toEqual(['1:5'])
})

const SNAPSHOT = 'schema=mbo|symbols=ESH6,ESM6|snapshot=1'

const shortly = ({ instrument_id, action, order_id, size, flags }: Received) =>
  `${instrument_id} ${String.fromCharCode(Number(action))} ${order_id} ${size} ${flags}`

test('a snapshot is a clear and the orders, then what comes live', async () => {
  const file = makeFile('mbo', [
    mboRecord({ at: 0, instrument: ESH6, id: 1n, size: 5 }),
    mboRecord({ at: 1, instrument: ESH6, id: 2n, size: 6 }),
    mboRecord({ at: 2, instrument: ESH6, id: 1n, size: 5, action: 'C' }),
    mboRecord({ at: 3, instrument: ESH6, id: 3n, size: 7 }),
    mboRecord({ at: 4, instrument: ESH6, id: 4n, size: 8 }),
  ])
  const gateway = await TestGateway.of([file], { at: timeOf(4) })
  const client = gateway.connect([SNAPSHOT, 'start_session'])
  await client.ended
  expect(client.of('mbo').map(shortly)).toEqual([
    `${ESH6} R 0 0 40`,
    `${ESH6} A 2 6 40`,
    `${ESH6} A 3 7 168`,
    `${ESM6} R 0 0 168`,
    `${ESH6} A 4 8 128`,
  ])
})

describe('a snapshot of a real day', SAMPLES, () => {
  test('has the orders that rest at its end', async () => {
    const path = samplePath('esh4-glbx-mdp3-20231225.mbo.dbn.zst')
    const gateway = await TestGateway.of([path], { at: 1_703_548_799_999_999_999n })
    const client = gateway.connect(['schema=mbo|symbols=ESH4|snapshot=1', 'start_session'])
    await client.ended
    // Known from two other implementations of the book.
    expect(client.of('mbo').filter(({ action }) => action === 65)).toHaveLength(11_217)
  })
})
