import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listPartitions } from '../../src/lake/partition/list.ts'
import { buildMarketLake } from './market-lake.ts'
import { partitionText } from './partition-text.ts'

/** Where the goldens are: a file a dataset, named after it. */
export const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** The dates that fixtures/market/v1 has; v3 has the first. */
export const DATES = ['2026-01-06', '2026-01-07'] as const

/** What each dataset made from fixtures/market looks like, by its key. */
export async function goldenTexts(
  name: 'v1' | 'v3',
  dates: readonly string[],
): Promise<Map<string, string>> {
  const root = await mkdtemp(join(tmpdir(), 'spymaster-goldens-'))
  try {
    const lake = await buildMarketLake(root, name, dates)
    const texts = new Map<string, string>()
    for (const partition of await listPartitions(lake)) {
      const { dataset } = partition
      const before = texts.get(dataset)
      const text = await partitionText(lake, partition)
      texts.set(dataset, before === undefined ? text : `${before}\n${text}`)
    }
    return texts
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
