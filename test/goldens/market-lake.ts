import { join } from 'node:path'
import { MARKET } from '../../fixtures/make.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { type PipelineEvent, runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'

/** The pipeline's every table of one of fixtures/market's folders, in a lake in an empty folder. */
export async function buildMarketLake(
  root: string,
  name: 'v1' | 'v3',
  dates: readonly string[],
): Promise<Lake> {
  const lake = openLake(root)
  const { signal } = new AbortController()
  const watcher = { signal, report: throwFailure }
  const choice = { symbol: 'ESH6', dates: { kind: 'list', dates }, overwrite: false } as const
  await runIngest(lake, { ...choice, paths: [join(MARKET, name)], allowTruncated: false }, watcher)
  await runPipeline(lake, { ...choice, options: {}, layer: 'all', workers: 1 }, watcher)
  return lake
}

function throwFailure(event: PipelineEvent): void {
  if (event.type === 'run' && event.event.type === 'failed') throw event.event.failure
}
