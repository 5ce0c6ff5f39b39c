import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Lake } from '../../../src/lake/paths.ts'
import { runIngest } from '../../../src/pipeline/pipeline.ts'
import { lakeHashes, leftovers, temporaryLake } from '../made-lake.ts'

const MARKET = join(import.meta.dirname, '../../../fixtures/market/v1')
/** Futures and options, whose definitions decide into which partitions they go. */
const FILES = readdirSync(MARKET)
  .filter((name) => name.includes('20260106'))
  .map((name) => join(MARKET, name))

async function ingest(lake: Lake, paths: readonly string[]): Promise<void> {
  const { signal } = new AbortController()
  const request = { paths, overwrite: false, allowTruncated: false }
  const refused: string[] = []
  const report = (event: { type: string; failure?: Error }) => {
    if (event.failure) refused.push(event.failure.message)
  }
  await runIngest(lake, request, { report, signal, lockWaitMs: 60_000 })
  expect(refused).toEqual([])
}

it('two ingests of the same files at once leave what one leaves, each file counted once', async () => {
  const alone = temporaryLake()
  await ingest(alone, FILES)
  const lake = temporaryLake()
  await Promise.all([ingest(lake, FILES), ingest(lake, FILES)])
  expect(lakeHashes(lake)).toEqual(lakeHashes(alone))
  expect(leftovers(lake)).toEqual([])
})

it('two ingests of parts of a day at once leave all of it', async () => {
  const alone = temporaryLake()
  await ingest(alone, FILES)
  const lake = temporaryLake()
  const definitions = FILES.filter((path) => path.includes('definition'))
  await ingest(lake, definitions)
  const [one, other] = [/statistics|options/, /20260106\.mbo/].map((wanted) =>
    FILES.filter((path) => wanted.test(path)),
  )
  await Promise.all([ingest(lake, one), ingest(lake, other), ingest(lake, one)])
  expect(lakeHashes(lake)).toEqual(lakeHashes(alone))
})
