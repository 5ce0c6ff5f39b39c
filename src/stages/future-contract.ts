import { DATASETS } from '../contracts/registry.ts'
import { listPartitions } from '../lake/partition/list.ts'
import { ListingMemo } from '../lake/partition/listing-memo.ts'
import type { Lake } from '../lake/paths.ts'
import { contractIdentity, formatContract } from '../market/contract-identity.ts'
import { nearestDates } from './bronze/instruments.ts'
import type { Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/**
 * The contract that a symbol means on a date, "ES 2026-03": from the nearest definitions within a
 * week, else from the symbol's month and the last digits of its year.
 */
export function contractOf(lake: Lake, target: Target): Promise<string> {
  const { symbol, dt } = target
  return CONTRACTS.get(lake, `${symbol} ${dt}`, () => findContract(lake, target))
}

const CONTRACTS = new ListingMemo<string>()

async function findContract(lake: Lake, { symbol, dt }: Target): Promise<string> {
  const identity = contractIdentity(symbol, dt)
  if (!identity) return symbol
  const there = await listPartitions(lake, { dataset: DATASETS.definitions, symbol })
  for (const date of nearestDates(dt)) {
    const partition = there.find((each) => each.dt === date)
    const stored = partition && (await storedManifest(lake, partition))
    const contract = stored?.stage.parameters.contract
    if (contract !== undefined) return String(contract)
  }
  return formatContract(identity)
}
