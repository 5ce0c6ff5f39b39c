import type { Contract } from '../../src/contracts/contract.ts'
import type { Datasets } from '../../src/lake/datasets.ts'

/** Where the module lies. */
export const REGISTRY = new URL('../../src/contracts/registry.ts', import.meta.url)

/**
 * The module that tells the compiler what the lake's tables are: the name and key of each dataset,
 * and the columns of its contract.
 */
export function registryModule(datasets: Datasets): string {
  // Datasets of one contract have one type, named after the first of them.
  const types = new Map<string, { readonly type: string; readonly contract: Contract }>()
  for (const { contractName, contract, name } of datasets.values()) {
    if (!types.has(contractName)) types.set(contractName, { type: capitalised(name), contract })
  }
  const all = [...datasets.values()]
  return `/**
 * Generated from the contracts (*.avsc) and from lake/datasets.yaml: change those, then run
 * \`npm run contracts\`. What the lake's tables are, for the compiler.
 */

/** The key of every dataset, by the name that the code has for it. */
export const DATASETS = {
${all.map(({ name, key }) => `  ${name}: '${key}',`).join('\n')}
} as const

export type DatasetName = keyof typeof DATASETS

${[...types.values()].map(({ type, contract }) => typeOf(type, contract)).join('\n\n')}

/** The columns of every contract, by the name of its file. */
export interface ContractColumns {
${[...types].map(([name, { type }]) => `  readonly '${name}': ${type}`).join('\n')}
}

/** The columns of every dataset, by its key. */
export interface DatasetColumns {
${all.map(({ key, contractName }) => `  readonly '${key}': ${types.get(contractName)?.type}`).join('\n')}
}
`
}

function typeOf(type: string, { doc, fields }: Contract): string {
  const columns = fields.flatMap((field) => [
    `  /** ${field.doc} */`,
    `  readonly ${field.name}: '${field.kind}'`,
  ])
  return [`/** ${doc} */`, `export type ${type} = {`, ...columns, '}'].join('\n')
}

function capitalised(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
