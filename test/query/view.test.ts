import { describe, expect, it } from 'vitest'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { viewQuery } from '../../src/query/view.ts'
import { viewNames } from '../../src/query/view-names.ts'

const DATASETS = loadDatasets()

describe('a view', () => {
  it.each([...DATASETS.values()].map((dataset) => [dataset.key, dataset] as const))(
    'of %s has every column of its contract, and no name twice',
    (_, dataset) => {
      const names = [
        ...viewQuery(dataset, { published: [], open: [] }).matchAll(/ as "(\w+)"/g),
      ].map(([, name]) => name)
      const columns = [...dataset.contract.fields, ...dataset.contract.derived]
      const shown = names.slice(0, -columns.length)
      expect(new Set(shown).size).toBe(shown.length)
      expect(shown).not.toContain('symbol')
      expect(shown).not.toContain('dt')
      for (const { name } of columns) expect(shown).toContain(name)
    },
  )

  it('has times and prices beside what the file holds', () => {
    const snapshot = DATASETS.get('silver.future_mbo.book_snapshot_1s')
    if (!snapshot) throw new Error('there are no snapshots')
    const query = viewQuery(snapshot, { published: ["/lake/it's/part.parquet"], open: [] })
    expect(query).toContain(
      `"window_end_ts_ns" as "window_end_ts_ns", make_timestamp_ns(nullif("window_end_ts_ns", -1)) as "window_end_utc"`,
    )
    expect(query).toContain(`"best_bid_price_int" / 1e9 as "best_bid_price_points"`)
    expect(query).toContain(`read_parquet(['/lake/it''s/part.parquet'], hive_partitioning = true`)
  })

  it('names symbol and date of open days, whose files do not', () => {
    const snapshot = DATASETS.get('silver.future_mbo.book_snapshot_1s')
    if (!snapshot) throw new Error('there are no snapshots')
    const day = { symbol: 'ESH6', dt: '2026-01-06', files: ['/lake/.parts/1.parquet'] }
    const query = viewQuery(snapshot, { published: ['/lake/a.parquet'], open: [day] })
    expect(query).toContain(' union all ')
    expect(query).toContain(
      `(select 'ESH6' as symbol, '2026-01-06'::DATE as dt, * from read_parquet(['/lake/.parts/1.parquet']))`,
    )
    const none = viewQuery(snapshot, { published: [], open: [{ ...day, files: [] }] })
    expect(none).toContain('limit 0')
  })
})

describe('the names of views', () => {
  it('are keys, and the endings that no other dataset has', () => {
    expect(viewNames(['bronze.a.mbo', 'bronze.b.mbo', 'silver.a.wall'])).toEqual(
      new Map([
        ['bronze.a.mbo', ['a.mbo', 'bronze.a.mbo']],
        ['bronze.b.mbo', ['b.mbo', 'bronze.b.mbo']],
        ['silver.a.wall', ['wall', 'a.wall', 'silver.a.wall']],
      ]),
    )
  })
})
