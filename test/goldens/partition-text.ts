import { createHash } from 'node:crypto'
import type { Field } from '../../src/contracts/contract.ts'
import { charText, type Kind } from '../../src/contracts/kinds.ts'
import { readTable } from '../../src/lake/partition/read-table.ts'
import { readStored } from '../../src/lake/partition/stored.ts'
import type { Lake, Partition } from '../../src/lake/paths.ts'
import { formatCell } from '../../src/table/format-cell.ts'
import type { Table } from '../../src/table/table.ts'

type Value = number | bigint | string | boolean

/** Wide enough for most cells: a change of one value leaves the other lines as they are. */
const WIDTHS = [36, 8, 30, 30, 24, 30, 30]
const HEADER = ['column', 'kind', 'least', 'most', 'sum']
/** A table of so few rows is printed whole, of others the first, the middle and the last row. */
const FEW_ROWS = 8

/**
 * A partition as text that people can read and compare: its rows' number and hash, what its
 * manifest counted, and of each column the extremes, the sum and some values, all exact. An int64
 * is printed as what its name says it is: a time, a price in points, or a number.
 */
export async function partitionText(lake: Lake, partition: Partition): Promise<string> {
  const table = await readTable(lake, partition)
  const stored = await readStored(lake, partition)
  const { quality = {}, notes = [] } = stored ?? {}
  const rows = sampledRows(table.length)
  const counts = Object.entries(quality).map(([name, value]) => `${name} ${value}`)
  return [
    `${partition.dataset} ${partition.symbol} ${partition.dt}`,
    `rows ${table.length}`,
    `sha256 of the values ${valuesSha256(table)}`,
    ...counts.map((count) => `counted ${count}`),
    ...notes.map((note) => `note: ${note}`),
    '',
    formatLine([...HEADER, ...rows.map((row) => `row ${row}`)]),
    ...table.contract.fields.map((field) => formatLine(cellsOf(table, field, rows))),
    '',
  ].join('\n')
}

/** Of every value as text, column by column: the same wherever the values are. */
function valuesSha256(table: Table): string {
  const hash = createHash('sha256')
  for (const field of table.contract.fields) {
    hash.update(`${field.name} ${field.kind}\n`)
    for (const value of valuesOf(table, field)) hash.update(`${exactText(value)}\n`)
  }
  return hash.digest('hex')
}

function sampledRows(length: number): number[] {
  if (length <= FEW_ROWS) return Array.from({ length }, (_, row) => row)
  return [0, length >> 1, length - 1]
}

function cellsOf(table: Table, field: Field, rows: readonly number[]): string[] {
  const { name, kind } = field
  const values = valuesOf(table, field)
  const defined = values.filter((value) => !Number.isNaN(value))
  const cell = (value: Value | undefined) =>
    typeof value === 'bigint' ? formatCell(name, value) : exactText(value)
  const { least, most } = extremes(defined)
  const sampled = rows.map((row) => cell(values[row]))
  return [name, kind, cell(least), cell(most), sumOf(kind, defined), ...sampled]
}

/** Letters as letters, truths as themselves, no price as it is in memory. */
function valuesOf(table: Table, { name, kind, letters }: Field): Value[] {
  return Array.from(table.filled(name) as Iterable<number | bigint | string>, (value) => {
    if (kind === 'letter') return letters[Number(value)]
    if (kind === 'char') return charText(Number(value))
    return kind === 'boolean' ? value === 1 : value
  })
}

function extremes(values: readonly Value[]): { least?: Value; most?: Value } {
  if (values.length === 0) return {}
  return {
    least: values.reduce((least, value) => (value < least ? value : least)),
    most: values.reduce((most, value) => (value > most ? value : most)),
  }
}

/** Of text, how many are different; of truths, how many are true. Floats are added row by row. */
function sumOf(kind: Kind, values: readonly Value[]): string {
  if (['text', 'letter', 'char'].includes(kind)) return `${new Set(values).size} different`
  if (kind === 'boolean') return `${values.filter(Boolean).length} true`
  if (kind === 'float64') return exactText(values.reduce<number>((sum, x) => sum + Number(x), 0))
  return exactText(values.reduce<bigint>((sum, value) => sum + BigInt(value), 0n))
}

/** The shortest text that gives the same number back; −0 apart from 0. */
function exactText(value: Value | undefined): string {
  if (value === undefined) return '-'
  return Object.is(value, -0) ? '-0' : String(value)
}

function formatLine(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 24))
    .join(' ')
    .trimEnd()
}
