import { describe, expect, it } from 'vitest'
import { contractSha256 } from '../../src/contracts/load.ts'
import { loadDatasets, parseDatasets } from '../../src/lake/datasets.ts'
import { openLake } from '../../src/lake/paths.ts'
import { KINDS } from './lake.ts'
import { shownFolder } from './lake-files.ts'

const DATASETS = loadDatasets()

describe('every dataset that ships', () => {
  it.each([...DATASETS.values()])('$key has its contract and a folder of its own', (dataset) => {
    expect(dataset.contractSha256).toBe(contractSha256(dataset.contract))
    const [layer, , table] = dataset.key.split('.')
    // Trades of combinations are records as orders are.
    const records = table === 'combo_trades' ? 'mbo' : table
    expect(dataset.contract.key).toMatch(new RegExp(`^${layer}\\..*\\.${records}$`))
    const lake = openLake('lake', DATASETS)
    const folder = shownFolder(lake, { dataset: dataset.key, symbol: 'ES', dt: '2026-01-06' })
    expect(folder).toMatch(new RegExp(`^lake.${layer}.*table=${table}.dt=2026-01-06$`))
  })

  it('lies in another folder than the others', () => {
    const paths = [...DATASETS.values()].map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('is cut at whole windows: 300 of a surface by level, 3,600 of a row a window', () => {
    const rule = (table: string) => DATASETS.get(`silver.future_mbo.${table}`)?.rowGroup
    expect(rule('wall_surface_1s')).toEqual({ windows: 300 })
    expect(rule('book_snapshot_1s')).toEqual({ windows: 3600 })
  })
})

describe('a list of datasets', () => {
  const entry = (change: Record<string, unknown>, key = 'silver.future_mbo.kinds') =>
    JSON.stringify({
      [key]: {
        name: 'kinds',
        path: 'silver/symbol={symbol}/table=kinds/dt={dt}',
        stage: 'silver/kinds',
        contract: 'kinds',
        sort: ['letter'],
        row_group: { rows: 1 },
        ...change,
      },
    })

  it('may be JSON, as YAML is', () => {
    expect(parseDatasets(entry({}), () => KINDS).size).toBe(1)
  })

  it.each([
    [{ name: 'two words' }, 'the name two words is no identifier'],
    [{ path: 'silver/dt={dt}' }, 'no symbol={symbol}'],
    [{ path: '/silver/symbol={symbol}/table=x/dt={dt}' }, 'no symbol={symbol}'],
    [{ stage: 'kinds' }, 'stage kinds is not layer/noun'],
    [{ sort: ['bid'] }, 'sort key bid is not in its contract'],
    [{ sort: ['float64'] }, 'sort key float64 is float64'],
    [{ sort: ['uint64'] }, 'sort key uint64 is uint64'],
    [{ sort: ['char'] }, 'sort key char is char'],
    [{ sort: ['price'] }, 'sort key price is nullable int64'],
    [{ sort: ['ts'] }, 'sort key ts is not in its contract'],
    [{ row_group: {} }, 'neither windows nor rows'],
    [{ row_group: { rows: 1, windows: 1 } }, 'neither windows nor rows'],
    [{ row_group: { rows: 0 } }, 'neither windows nor rows'],
  ])('is refused with %o', (change, expected) => {
    expect(() => parseDatasets(entry(change), () => KINDS)).toThrow(expected)
  })

  it('is refused with a key of other than three parts', () => {
    expect(() => parseDatasets(entry({}, 'silver.kinds'), () => KINDS)).toThrow('the key is not')
  })
})
