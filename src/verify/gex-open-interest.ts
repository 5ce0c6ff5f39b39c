import { DATASETS } from '../contracts/registry.ts'
import type { PartitionReader } from '../lake/partition/read.ts'
import { readTable } from '../lake/partition/read-table.ts'
import { UNDEF_PRICE } from '../market/price.ts'
import { readChain } from '../options/chain.ts'
import { CHAIN_COLUMNS, type Option } from '../options/definition-rows.ts'
import type { Table } from '../table/table.ts'
import type { Check, CheckSubject } from './check.ts'
import { inputsFrom } from './gex-day.ts'
import { type PublishedInterest, publications, STATISTIC_COLUMNS } from './gex-interest.ts'
import { withReaders } from './readers.ts'

/** Open interest is what bronze's statistics published of each option, and nothing else. */
export const gexOpenInterest: Check = {
  name: 'open interest',
  proves: "every open interest is bronze's, once, of its option, and counts until it is replaced",
  reads: [DATASETS.openInterest],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const expected = await standing(subject, reader)
      let firstRow = 0
      for await (const table of reader.tables()) {
        subject.signal.throwIfAborted()
        for (let row = 0; row < table.length; row++) {
          const found = describeRow(table, row)
          if (expected.delete(found)) continue
          evidence.offend(() => `row ${firstRow + row}: bronze does not publish ${found}`)
        }
        firstRow += table.length
        evidence.count('rows', table.length)
      }
      for (const missing of expected) evidence.offend(() => `it has no row of ${missing}`)
    }),
}

/** A day's valid publications, each described as a row. */
async function standing(
  { lake }: CheckSubject,
  { manifest }: PartitionReader,
): Promise<Set<string>> {
  const options = new Map<number, Option>()
  for (const input of inputsFrom(manifest, DATASETS.definitions)) {
    const chain = readChain(await readTable(lake, input, CHAIN_COLUMNS), manifest.symbol)
    for (const option of chain.options) options.set(option.instrumentId, option)
  }
  const all: PublishedInterest[] = []
  for (const input of inputsFrom(manifest, DATASETS.statistics)) {
    const ids = new Set(options.keys())
    all.push(...publications(await readTable(lake, input, STATISTIC_COLUMNS), ids))
  }
  const received = all.toSorted((a, b) => Number(a.received - b.received))
  const own = Map.groupBy(received, ({ instrumentId, reference }) => `${instrumentId} ${reference}`)
  const found = [...own.values()].flatMap((rows) =>
    rows.flatMap((row, index) => {
      const end = rows[index + 1]?.received
      // What is replaced at the instant of its receipt never counts.
      if (row.contracts === undefined || end === row.received) return []
      return [describe(row, end, options.get(row.instrumentId) as Option, manifest.symbol)]
    }),
  )
  return new Set(found)
}

function describe(
  { contracts, reference, received }: PublishedInterest,
  end: bigint | undefined,
  option: Option,
  future: string,
) {
  const { symbol, instrumentId, right, strike, expiration, multiplier } = option
  return text([
    symbol,
    instrumentId,
    future,
    right === 1 ? 0 : 1,
    strike,
    expiration,
    multiplier,
    contracts as bigint,
    reference,
    received,
    received,
    end ?? UNDEF_PRICE,
  ])
}

/** A row's cells in the order of its contract. */
function describeRow(table: Table, row: number): string {
  return text(table.contract.fields.map(({ name }) => table.filled(name)[row]))
}

function text([symbol, id, future, right, strike, expiration, multiplier, ...rest]: readonly (
  | string
  | number
  | bigint
)[]): string {
  const [contracts, reference, received, from, to] = rest
  return `${contracts} lots of ${symbol} (${id}, ${right === 0 ? 'call' : 'put'} at ${strike} on ${future}, × ${multiplier}, expires ${expiration}) for ${reference}, received ${received}, counting from ${from} to ${to === UNDEF_PRICE ? 'the end' : to}`
}
