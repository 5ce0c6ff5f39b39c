import { Failure } from '../../failure.ts'
import { didYouMean } from '../../words/nearest.ts'
import { formatPartition, type Lake, type Partition } from '../paths.ts'
import { listPartitions } from './list.ts'
import { listOpenDays } from './open-day.ts'

/**
 * The single partition that matches a table's name, a symbol and a date; symbol and date may be
 * omitted where they are unambiguous.
 *
 * @param table a dataset's key or the last segment of it
 * @throws Failure `input` if none matches, `usage` if several do
 */
export async function resolvePartition(
  lake: Lake,
  table: string,
  symbol: string | undefined,
  dt: string | undefined,
): Promise<Partition> {
  const all = [...(await listPartitions(lake)), ...(await openPartitions(lake))]
  const named = all.filter(({ dataset }) => dataset === table || dataset.endsWith(`.${table}`))
  const found = named.filter(
    (each) => (!symbol || each.symbol === symbol) && (!dt || each.dt === dt),
  )
  if (new Set(found.map(formatPartition)).size === 1) return found[0]
  const shown = (found.length > 0 ? found : named.length > 0 ? named : all).map(formatPartition)
  throw new Failure({
    code: found.length > 1 ? 'usage' : 'input',
    what: found.length > 1 ? 'that names several partitions' : 'the lake has no such partition',
    where: [table, symbol, dt].filter(Boolean).join(' '),
    found: shown.length > 0 ? shown.slice(0, 12).join(', ') : 'an empty lake',
    fix: found.length > 1 ? 'choose one with --symbol and --dt' : suggestTable(lake, table),
  })
}

/** The tables of the days that live sessions are making. */
async function openPartitions(lake: Lake): Promise<Partition[]> {
  const days = await listOpenDays(lake)
  return days.flatMap(({ symbol, dt, tables }) =>
    tables.map(({ dataset }) => ({ dataset, symbol, dt })),
  )
}

/** The nearest dataset name where the given one is unknown. */
function suggestTable({ datasets }: Lake, table: string): string {
  const names = [...datasets.keys()].flatMap((key) => [key, key.slice(key.lastIndexOf('.') + 1)])
  const meant = names.includes(table) ? undefined : didYouMean(table, names)
  return meant ?? 'see: spymaster lake ls'
}
