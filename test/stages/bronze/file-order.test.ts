import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lake } from '../../../src/lake/paths.ts'
import { FileOrder } from '../../../src/stages/bronze/file-order.ts'
import type { Period, Source } from '../../../src/stages/bronze/sources.ts'
import { DAY, dayRecords, type Fields, mappingsOf, timeOf, writeDbn } from '../made-day.ts'
import {
  columnOf,
  ingestFiles,
  manifestOf,
  mbo,
  temporaryFolder,
  temporaryLake,
} from '../made-lake.ts'

const mappings = mappingsOf(DAY, { ESH6: 101 })
const END = timeOf(DAY, '23:59:59')

/**
 * A day as markets are: the records of one packet have one ts_recv and one sequence number, and those
 * of the snapshot have their orders' own, which do not ascend.
 */
const records: Fields[] = dayRecords({ seconds: 4, instruments: ['ESH6'] }).map((record, row) => {
  const isOfSnapshot = (Number(record.flags) & 32) !== 0
  const packet = Number((BigInt(record.ts_recv) / 1000n) % 1_000_000_000n)
  return { ...record, sequence: isOfSnapshot ? 9000 - 7 * row : packet }
})
const timeAt = (row: number) => BigInt(records[row].ts_recv)
const isSplitAt = (row: number) => timeAt(row - 1) === timeAt(row)

/** Rows within a packet, and within the snapshot. */
const CUTS = records.flatMap((_, row) => (row > 0 && isSplitAt(row) ? [row] : []))
const OF_SNAPSHOT = CUTS.filter((row) => Number(records[row].flags) & 32)
const OF_PACKETS = CUTS.filter((row) => !OF_SNAPSHOT.includes(row))

/** What a header says of where a part ends and the next one begins, both cut within an instant. */
const HEADERS: Readonly<Record<string, (at: bigint) => { ends: bigint; begins: bigint }>> = {
  'to the instant and from it': (at) => ({ ends: at, begins: at }),
  'the instant in both': (at) => ({ ends: at + 1n, begins: at }),
  'the whole day in both': () => ({ ends: END, begins: timeOf(DAY, '00:00:00') }),
}

/** Writes the day's parts, cut before these rows, under the names given. */
async function writeParts(
  cuts: readonly number[],
  names: readonly string[],
  { ends, begins }: { ends: (at: bigint) => bigint; begins: (at: bigint) => bigint },
): Promise<string[]> {
  const folder = temporaryFolder()
  const bounds = [0, ...cuts, records.length]
  return Promise.all(
    names.map(async (name, part) => {
      const path = join(folder, name)
      const [from, to] = [bounds[part], bounds[part + 1]]
      await writeDbn(path, records.slice(from, to), {
        metadata: {
          mappings,
          start: part === 0 ? timeOf(DAY, '00:00:00') : begins(timeAt(from)),
          end: part === names.length - 1 ? END : ends(timeAt(to)),
        },
      })
      return path
    }),
  )
}

const rowsOf = async (lake: Lake) => {
  const columns = ['order_id', 'action', 'sequence', 'size', 'ts_recv', 'flags']
  return Promise.all(columns.map((name) => columnOf(lake, mbo(), name)))
}

async function expectWhole(runs: readonly (readonly string[])[]): Promise<void> {
  const lake = temporaryLake()
  for (const paths of runs) await ingestFiles(lake, paths)
  const whole = temporaryLake()
  const path = join(temporaryFolder(), 'whole.dbn')
  await writeDbn(path, records, { metadata: { mappings, end: END } })
  await ingestFiles(whole, [path])
  expect(await rowsOf(lake)).toEqual(await rowsOf(whole))
  expect((await manifestOf(lake, mbo())).quality.repeated_records).toBe(0)
}

describe('a file split between records that were received together', () => {
  const places = {
    'a packet': OF_PACKETS[3],
    'the snapshot': OF_SNAPSHOT[4],
    'the snapshot before its end': OF_SNAPSHOT[OF_SNAPSHOT.length - 1],
  }
  const cases = Object.entries(places).flatMap(([place, cut]) =>
    Object.keys(HEADERS).map((header) => ({ place, cut, header })),
  )

  it.each(cases)('in $place, its headers $header', async ({ cut, header }) => {
    const bounds = HEADERS[header]
    const said = {
      ends: (at: bigint) => bounds(at).ends,
      begins: (at: bigint) => bounds(at).begins,
    }
    // Parts are numbered without zeros, so that the second comes first by its name.
    const [nine, ten] = await writeParts([cut], ['es.9.dbn', 'es.10.dbn'], said)
    await expectWhole([[nine, ten]])
    await expectWhole([[ten], [nine]])
    await expectWhole([[nine], [ten]])
  })

  it('in three places, two of them in packets, in any order of runs', async () => {
    const said = { ends: (at: bigint) => at + 1n, begins: (at: bigint) => at }
    const cuts = [OF_SNAPSHOT[6], OF_PACKETS[2], OF_PACKETS[OF_PACKETS.length - 2]]
    const paths = await writeParts(cuts, ['d.dbn', 'b.dbn', 'c.dbn', 'a.dbn'], said)
    await expectWhole([paths])
    await expectWhole([[paths[2]], [paths[0], paths[3]], [paths[1]]])
    await expectWhole(paths.toReversed().map((path) => [path]))
  })
})

describe('the order of files', () => {
  const source = (periods: Readonly<Record<number, Period>>, kind = 'mbo', isLive = false) => {
    const byId = new Map(Object.entries(periods).map(([id, period]) => [Number(id), [period]]))
    const name = { name: 'a', file: 'a' }
    const byKind = new Map([[kind, byId]])
    return { ...name, kind, isLive, periods: byKind, requestedPeriods: byId } satisfies Source
  }
  const early = { start: 0n, end: 6n }
  const late = { start: 5n, end: 9n }
  const orderAt = (one: Source, other: Source, low: number, high = 0) => {
    const order = new FileOrder([one, other])
    return [order.precedes(0, 1, low, high), order.precedes(1, 0, low, high)]
  }

  it('is that of the one that ends, at that instant only', () => {
    expect(orderAt(source({ 1: early }), source({ 1: late }), 5)).toEqual([true, false])
    expect(orderAt(source({ 1: late }), source({ 1: early }), 5)).toEqual([false, true])
    expect(orderAt(source({ 1: late }), source({ 1: early }), 4)).toEqual([false, false])
    expect(orderAt(source({ 1: late }), source({ 1: early }), 5, 1)).toEqual([false, false])
  })

  it('is none of other instruments, other kinds, equal periods, or longer overlaps', () => {
    const none = [false, false]
    expect(orderAt(source({ 1: early }), source({ 2: late }), 5)).toEqual(none)
    expect(orderAt(source({ 1: early }), source({ 1: late }, 'statistics'), 5)).toEqual(none)
    expect(orderAt(source({ 1: early }), source({ 1: late }, 'mbo', true), 5)).toEqual(none)
    expect(
      orderAt(source({ 1: { start: 5n, end: 6n } }), source({ 1: { start: 5n, end: 6n } }), 5),
    ).toEqual(none)
    expect(orderAt(source({ 1: early }), source({ 1: { start: 4n, end: 9n } }), 5)).toEqual(none)
  })

  it('is none where two instruments contradict', () => {
    const one = source({ 1: early, 2: late })
    expect(orderAt(one, source({ 1: late, 2: early }), 5)).toEqual([false, false])
  })
})
