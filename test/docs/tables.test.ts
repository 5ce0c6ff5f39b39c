import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { tablesPage } from '../../docs/tables-page.ts'
import { loadDatasets } from '../../src/lake/datasets.ts'

const PAGE = readFileSync(new URL('../../docs/tables.md', import.meta.url), 'utf8')

it('docs/tables.md says what the contracts say: npm run docs writes it', () => {
  expect(PAGE).toBe(tablesPage(loadDatasets()))
})

it('it has a row for every column that files have', () => {
  const columns = [...loadDatasets().values()].flatMap(({ contract: { fields, derived } }) =>
    [...fields, ...derived].map(({ name }) => name),
  )
  const rows = Array.from(PAGE.matchAll(/^\| `([a-z0-9_]+)` \| /gm), ([, name]) => name)
  expect(rows).toEqual(columns)
})
