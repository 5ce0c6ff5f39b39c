import { expect, it } from 'vitest'
import { formatHead, headCsv, headJson } from '../../src/cli/head-view.ts'

const RECORDS = [
  {
    kind: 'trade',
    fields: [
      ['ts_recv', undefined],
      ['price', '1.5'],
      ['size', 2],
    ],
  },
  { kind: 'system', fields: [['msg', 'a "b", c']] },
  {
    kind: 'trade',
    fields: [
      ['ts_recv', 'T'],
      ['price', undefined],
      ['size', 30],
    ],
  },
] as const

it('is a table a kind, numbers to the right', () => {
  expect(formatHead(RECORDS)).toBe(
    [
      'trade',
      'ts_recv    price      size',
      'undefined  1.5           2',
      'T          undefined    30',
      '',
      'system',
      'msg',
      'a "b", c',
    ].join('\n'),
  )
  expect(formatHead(RECORDS.slice(1, 2))).toBe('msg\na "b", c')
})

it('has many fields one below the other', () => {
  const fields = Array.from({ length: 21 }, (_, index) => [`f${index}`, index] as const)
  const lines = formatHead([{ kind: 'mbp-10', fields }]).split('\n')
  expect(lines).toHaveLength(22)
  expect(lines.slice(0, 2)).toEqual(['mbp-10', 'f0   0'])
})

it('is comma-separated lines, a header a kind', () => {
  expect(headCsv(RECORDS)).toBe('ts_recv,price,size\n,1.5,2\nT,,30\n\nmsg\n"a ""b"", c"')
})

it('is JSON in the order of the file, what is undefined null', () => {
  expect(headJson(RECORDS)).toEqual([
    { kind: 'trade', ts_recv: null, price: '1.5', size: 2 },
    { kind: 'system', msg: 'a "b", c' },
    { kind: 'trade', ts_recv: 'T', price: null, size: 30 },
  ])
})
