import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDatasets } from '../../src/lake/datasets.ts'
import { DATES, FOLDER, goldenTexts } from './goldens.ts'

/** Only days of live recordings have it, which fixtures/market are not. */
const OF_RECORDINGS = 'silver.future_mbo.gaps'
/** Has a row only where something happened: not on each date. */
const OF_EVENTS = 'silver.future_mbo.events'
const DATASETS = [...loadDatasets().keys()].filter((dataset) => dataset !== OF_RECORDINGS)
const HINT = 'where the new rows are right, npm run goldens writes them'

const goldenOf = (dataset: string) => readFileSync(join(FOLDER, `${dataset}.txt`), 'utf8')

test('every dataset has its golden, and no other', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'))
  expect(files.sort()).toEqual(DATASETS.map((dataset) => `${dataset}.txt`).sort())
})

describe('tables made from fixtures/market/v1', () => {
  let texts: Map<string, string>
  beforeAll(async () => {
    texts = await goldenTexts('v1', DATES)
  })

  test.each(DATASETS)('%s', (dataset) => {
    const text = texts.get(dataset)
    if (dataset === OF_EVENTS) expect(text).toMatch(/^rows [1-9]/m)
    else expect(text, 'its stage writes no row').not.toMatch(/^rows 0$/m)
    expect(text, HINT).toBe(goldenOf(dataset))
  })
})

describe('tables made from fixtures/market/v3 are those of v1', () => {
  let texts: Map<string, string>
  beforeAll(async () => {
    texts = await goldenTexts('v3', DATES.slice(0, 1))
  })

  // Version 3 tells more of an instrument: spreads have a record a leg, so that their trades count.
  const LEGS =
    /instrument_definitions$|future_option_mbo\.(gex|hedge|dealer|greeks|charm|volume|smile|option)/
  const same = DATASETS.filter((dataset) => !LEGS.test(dataset))
  test.each(same)('%s', (dataset) => {
    const text = texts.get(dataset) ?? ''
    expect(text).toContain(DATES[0])
    expect(text).toBe(goldenOf(dataset).slice(0, text.length))
  })
})
