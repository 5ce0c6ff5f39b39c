import { createHash } from 'node:crypto'
import { readAssetText } from '../files/assets.ts'
import { type Contract, parseContract } from './contract.ts'
import type { ContractColumns } from './registry.ts'

/** Where the schemas ship. The same path leads there from src/contracts/ and from dist/contracts/. */
const CONTRACTS = new URL('../../src/contracts/', import.meta.url)

/**
 * Reads a contract that ships with the package.
 *
 * @param name layer and table, "silver/wall_surface_1s"
 * @throws Error if there is none of that name, or it is no contract
 */
export function loadContract<N extends keyof ContractColumns>(name: N): Contract<ContractColumns[N]>
export function loadContract(name: string): Contract
export function loadContract(name: string): Contract {
  if (!/^(bronze|silver|gold)\/[a-z0-9_]+$/.test(name))
    throw new Error(`contract ${name}: the name is not layer/table`)
  return parseContract(readAssetText(new URL(`${name}.avsc`, CONTRACTS)))
}

/** The hash that a manifest keeps of its contract: sha256 of the schema as one line of JSON, hex. */
export function contractSha256(contract: Contract): string {
  return createHash('sha256').update(contract.text).digest('hex')
}
