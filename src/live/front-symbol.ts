import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { isRoot, parseOutright } from '../market/instruments.ts'
import { frontContract } from '../stages/front-contract.ts'

/**
 * The contract that is followed: as named, or of a root the one that was traded most on the latest
 * date that the lake has orders of.
 *
 * @throws Failure `usage` where it is neither, `input` where the lake does not know the root
 */
export async function followedContract(lake: Lake, symbol: string): Promise<string> {
  if (parseOutright(symbol)) return symbol
  if (!isRoot(symbol)) {
    throw new Failure({
      code: 'usage',
      what: 'that is no future',
      where: '--symbol',
      expected: 'a contract like ESH6, or a root like ES',
      found: symbol,
    })
  }
  const days = await listPartitions(lake, { dataset: DATASETS.mbo })
  const dates = days.filter((day) => parseOutright(day.symbol)?.root === symbol).map(({ dt }) => dt)
  const latest = dates.sort().at(-1)
  const front = latest === undefined ? undefined : await frontContract(lake, symbol, latest)
  if (front) return front.symbol
  throw new Failure({
    code: 'input',
    what: `which contract of ${symbol} is the front one is not known: the lake has no orders of any`,
    where: lake.root,
    fix: 'name the contract, such as --symbol ESH6, or ingest a day of it',
  })
}
