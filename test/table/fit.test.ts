import { readdirSync, readFileSync } from 'node:fs'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Contract, type Field, parseContract } from '../../src/contracts/contract.ts'
import { Failure } from '../../src/failure.ts'
import { assertFits } from '../../src/table/fit.ts'
import { type Column, Table } from '../../src/table/table.ts'
import { runs } from '../setup/long.ts'

const FIXTURES = new URL('../../fixtures/contracts/', import.meta.url)
const QUOTE = parseContract(readFileSync(new URL('quote.avsc', FIXTURES), 'utf8'))
const AVRO_QUOTE = avro.Type.forSchema(JSON.parse(QUOTE.text) as avro.Schema)

type Value = number | string

const NO_PRICE = '9223372036854775807'

/** Columns as JSON has them: int64 and what is no JSON number are texts. */
interface Fixture {
  readonly columns: Record<string, Value[]>
  readonly refusal?: { field: string; row: number; expected: string; found: string }
}

function fixtures(folder: string): [name: string, fixture: Fixture][] {
  const names = readdirSync(new URL(folder, FIXTURES))
  return names.map((name) => [
    name,
    JSON.parse(readFileSync(new URL(`${folder}${name}`, FIXTURES), 'utf8')) as Fixture,
  ])
}

function tableOf(contract: Contract, columns: Record<string, Value[]>): Table {
  const length = columns[contract.fields[0]?.name ?? '']?.length ?? 0
  const table = new Table(contract, length)
  table.length = length
  for (const { name, kind } of contract.fields) {
    const column = table.column(name, kind) as unknown as Record<number, unknown>
    columns[name]?.forEach((value, row) => {
      column[row] = kind === 'text' ? value : kind.endsWith('int64') ? BigInt(value) : Number(value)
    })
  }
  return table
}

describe('a table', () => {
  it.each(fixtures('valid/'))(
    'of valid/%s fits its contract, and so avsc says',
    (_, { columns }) => {
      const table = tableOf(QUOTE, columns)
      expect(() => assertFits(table)).not.toThrow()
      for (let row = 0; row < table.length; row++) {
        expect(AVRO_QUOTE.isValid(asAvro(table, row))).toBe(true)
      }
    },
  )

  it.each(fixtures('invalid/'))('of invalid/%s is refused', (_, { columns, refusal }) => {
    const refuse = () => assertFits(tableOf(QUOTE, columns), 'silver.example.quote', 100)
    expect(refuse).toThrow(Failure)
    expect(refuse).toThrow(
      expect.objectContaining({
        detail: {
          code: 'input',
          what: `field ${refusal?.field} does not fit its contract`,
          where: `silver.example.quote, row ${100 + (refusal?.row ?? 0)}`,
          expected: refusal?.expected,
          found: refusal?.found,
        },
      }),
    )
  })

  it('is checked as far as it is filled, not further', () => {
    const table = tableOf(QUOTE, fixtures('valid/')[0]?.[1].columns ?? {})
    table.column('side', 'letter')[1] = 9
    table.length = 1
    expect(() => assertFits(table)).not.toThrow()
    table.length = 2
    expect(() => assertFits(table)).toThrow('field side')
  })

  it('is refused exactly where a check value by value refuses it', () => {
    const row = fc.record({
      rel_ticks: fc.integer({ min: -62, max: 62 }),
      order_count: fc.oneof(fc.nat(3), fc.constant(2 ** 32 - 1)),
      score: fc.oneof(fc.double({ min: -0.1, max: 1.1 }), fc.constantFrom(Number.NaN, -0)),
      vwap: fc.double(),
      book_valid: fc.nat(2),
      side: fc.nat(2),
      price: fc.constantFrom('0', '-1', '4294967295', '9223372036854775806', NO_PRICE),
      raw_symbol: fc.constantFrom('', 'ES', '\udc00', '📈'),
    })
    const cases = runs(500)
    let refused = 0
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const columns: Record<string, Value[]> = {
          ts_event: rows.map(() => '0'),
          order_id: rows.map(() => '18446744073709551615'),
          action: rows.map(() => 255),
          last_price: rows.map(() => NO_PRICE),
          flags: rows.map(() => 0),
        }
        for (const name of Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[0])[]) {
          columns[name] = rows.map((each) => each[name])
        }
        const table = tableOf(QUOTE, columns)
        const expected = firstMisfit(table)
        if (expected === undefined) return assertFits(table)
        refused++
        expect(() => assertFits(table)).toThrow(expected)
      }),
      { numRuns: cases },
    )
    expect(refused).toBeGreaterThan(cases / 5)
  })
})

describe('a price', () => {
  const NONE = 2n ** 63n - 1n
  const priced = (type: unknown, name: string) =>
    parseContract(
      JSON.stringify({
        type: 'record',
        namespace: 'silver.example',
        name: 'priced',
        fields: [{ name, type, doc: 'x' }],
      }),
    )
  const table = (type: unknown, name: string, values: readonly bigint[]) =>
    Table.from(priced(type, name), { [name]: BigInt64Array.from(values) }, values.length)

  it('may be none only where its column is nullable', () => {
    const refused = table('long', 'best_bid_price_int', [1n, 0n, NONE, NONE])
    expect(() => assertFits(refused)).toThrow(
      expect.objectContaining({
        detail: expect.objectContaining({
          what: 'field best_bid_price_int does not fit its contract',
          where: 'silver.example.priced, row 2',
          expected: 'a price: the column is not nullable',
          found: '9223372036854775807',
        }),
      }),
    )
    expect(() => assertFits(table(['null', 'long'], 'best_bid_price_int', [NONE]))).not.toThrow()
  })

  it('may be anything else, and what is no price may be that too', () => {
    const near = [NONE - 1n, NONE - 2n ** 32n, -1n, 0n, -(2n ** 63n), 2n ** 32n - 1n]
    expect(() => assertFits(table('long', 'price', near))).not.toThrow()
    expect(() => assertFits(table('long', 'sample_count', [NONE]))).not.toThrow()
    expect(() => assertFits(table('long', 'ts_recv', [NONE]))).not.toThrow()
  })
})

function firstMisfit(table: Table): string | undefined {
  for (const field of table.contract.fields) {
    const column = table.filled(field.name)
    for (let row = 0; row < table.length; row++) {
      if (!fits(field, (column as Value[])[row] as Value))
        return `row ${row}: field ${field.name} does not fit`
    }
  }
  return undefined
}

function fits(
  { name, kind, letters, nan, nullable, minimum, maximum }: Field,
  value: Value | bigint,
): boolean {
  if (typeof value === 'bigint') return nullable || name !== 'price' || String(value) !== NO_PRICE
  if (typeof value === 'string') return value.isWellFormed()
  if (kind === 'letter') return letters[value] !== undefined
  if (kind === 'boolean') return [0, 1].includes(value)
  if (Number.isNaN(value)) return nan
  if (kind === 'float64' && !Number.isFinite(value)) return false
  return value >= minimum && value <= maximum
}

/** A row as avsc checks it. It has no int64 beyond 2^53, and our narrow ints are its ints. */
function asAvro(table: Table, row: number): Record<string, unknown> {
  const values = table.contract.fields.map(({ name, kind, letters, nullable }) => {
    const value = (table.filled(name) as Column)[row]
    if (nullable && value === 2n ** 63n - 1n) return [name, null]
    if (kind === 'int64' || kind === 'uint64') return [name, 0]
    if (kind === 'char') return [name, value === 0 ? '' : String.fromCharCode(Number(value))]
    if (kind === 'uint32') return [name, Number(value) | 0]
    if (kind === 'boolean') return [name, value === 1]
    return [name, kind === 'letter' ? letters[value as number] : value]
  })
  return Object.fromEntries(values)
}
