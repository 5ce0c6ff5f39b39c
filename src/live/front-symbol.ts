import type { Definitions } from '../contracts/registry.ts'
import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { Lake } from '../lake/paths.ts'
import { isRoot, parseOutright } from '../market/instruments.ts'
import { frontContract } from '../stages/front-contract.ts'
import type { Table } from '../table/table.ts'
import type { ReceivedDefinitions } from './definitions.ts'

/** DBN's instrument_class of an outright future, F. */
const FUTURE = 70

/** A contract, and why it is the one that is followed. */
export interface FollowedContract {
  readonly symbol: string
  /** A clause; undefined of one that was named. */
  readonly why?: string
}

/**
 * The contract that is followed: as named, or of a root the one that was traded most on the latest
 * date that the lake has orders of, or else the next to expire by the gateway's definitions.
 *
 * @param definitionsOf asks the gateway for the definitions of a parent
 * @throws Failure `usage` where it is neither, `input` where neither lake nor gateway knows the root
 */
export async function followedContract(
  lake: Lake,
  symbol: string,
  definitionsOf: (parent: string) => Promise<ReceivedDefinitions>,
): Promise<FollowedContract> {
  if (parseOutright(symbol)) return { symbol }
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
  const [before, latest] = [...new Set(dates)].sort().slice(-2)
  const front = await frontOf(lake, symbol, latest ?? before)
  if (front === undefined) return nextToExpire(symbol, await definitionsOf(`${symbol}.FUT`))
  const earlier = latest === undefined ? undefined : await frontOf(lake, symbol, before)
  const date = latest ?? before
  if (earlier === undefined || earlier === front) {
    return { symbol: front, why: `traded most on ${date}` }
  }
  return { symbol: front, why: `roll: traded most on ${date}, as ${earlier} did on ${before}` }
}

async function frontOf(
  lake: Lake,
  root: string,
  dt: string | undefined,
): Promise<string | undefined> {
  return dt === undefined ? undefined : (await frontContract(lake, root, dt))?.symbol
}

/** The outright future of a root that is the next to expire. */
function nextToExpire(root: string, { table, time }: ReceivedDefinitions): FollowedContract {
  let found: { symbol: string; expiration: bigint } | undefined
  for (const { symbol, expiration } of futuresOf(table)) {
    if (parseOutright(symbol)?.root !== root || expiration <= time) continue
    if (!found || expiration < found.expiration) found = { symbol, expiration }
  }
  if (found) return { symbol: found.symbol, why: 'the next to expire, by definition' }
  throw new Failure({
    code: 'input',
    what: `which contract of ${root} is the front one is not known: neither the lake nor the gateway has one`,
    where: '--symbol',
    fix: 'name the contract, such as --symbol ESH6, or ingest a day of it',
  })
}

function* futuresOf(table: Table<Definitions>) {
  const { raw_symbol, expiration, instrument_class } = table.columns
  for (let row = 0; row < table.length; row++) {
    if (instrument_class[row] === FUTURE)
      yield { symbol: raw_symbol[row], expiration: expiration[row] }
  }
}
