import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseContract } from '../../src/contracts/contract.ts'
import { contractSha256, loadContract } from '../../src/contracts/load.ts'
import { loadDatasets } from '../../src/lake/datasets.ts'

const CONTRACTS = new URL('../../src/contracts/', import.meta.url)
const NAMES = ['bronze', 'silver', 'gold'].flatMap((layer) =>
  readdirSync(new URL(layer, CONTRACTS)).map((file) => `${layer}/${file.replace('.avsc', '')}`),
)

describe('every contract that ships', () => {
  it.each(NAMES)('%s is named after its file', (name) => {
    const [layer, table] = name.split('/')
    const contract = loadContract(name)
    expect(contract.key).toMatch(new RegExp(`^${layer}\\.[a-z_]+\\.${table}$`))
    expect(new Set(contract.fields.map((field) => field.name)).size).toBe(contract.fields.length)
  })

  it('is the contract of a dataset in src/lake/datasets.yaml', () => {
    const used = new Set([...loadDatasets().values()].map(({ contract }) => contract.key))
    expect(NAMES.filter((name) => !used.has(loadContract(name).key))).toEqual([])
  })
})

describe('a contract', () => {
  it.each(['silver/nothing', '../failure', 'silver/../../secret', 'silver', 'Silver/x', ''])(
    'named %j is not there',
    (name) => {
      expect(() => loadContract(name)).toThrow()
    },
  )

  const schema = {
    type: 'record',
    namespace: 'silver.example',
    name: 'row',
    fields: [{ name: 'quantity', type: 'int', doc: 'Contracts.' }],
  }

  it('has a hash that layout does not change and a word of it does', () => {
    const contract = parseContract(JSON.stringify(schema))
    const line = JSON.stringify(schema)
    expect(contractSha256(contract)).toBe(createHash('sha256').update(line).digest('hex'))
    expect(contractSha256(parseContract(JSON.stringify(schema, null, 4)))).toBe(
      contractSha256(contract),
    )
    const reworded = JSON.stringify(schema).replace('Contracts', 'Lots')
    expect(contractSha256(parseContract(reworded))).not.toBe(contractSha256(contract))
  })
})
