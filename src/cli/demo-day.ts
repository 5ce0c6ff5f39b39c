import { makeTemporaryFolder, removeFolder } from '../files/temporary-folder.ts'
import type { Lake } from '../lake/paths.ts'
import { runIngest, runPipeline, type Watcher } from '../pipeline/pipeline.ts'
import type { Truth } from '../synth/truth.ts'
import type { ReplayStart } from './day-screen.ts'
import { makeSynthetic } from './synth-day.ts'

export const DEMO_SYMBOL = 'ESH6'
export const DEMO_DATE = '2026-01-06'

/** Half an hour of the future and the options that expire that day, to keep the demo short. */
const DAY = {
  symbol: DEMO_SYMBOL,
  date: DEMO_DATE,
  session: '09:30-10:00',
  expiries: [0],
  strikeReach: 80,
}

export interface DemoRequest {
  readonly events: number
  readonly seed: number
  readonly quiet: boolean
  readonly signal: AbortSignal
  /** Shows progress, and returns the entries of the JSON output. */
  readonly watch: (work: (watcher: Watcher) => Promise<unknown>) => Promise<{ results: object[] }>
}

/**
 * Makes a synthetic half-hour, ingests it and runs the pipeline. The replay starts at the end of
 * the first planted vacuum.
 */
export async function makeDemoDay(
  lake: Lake,
  { events, seed, quiet, signal, watch }: DemoRequest,
): Promise<{ results: object[]; moment: ReplayStart }> {
  const folder = await makeTemporaryFolder('spymaster-demo-raw-')
  try {
    const truth = await makeSynthetic({ ...DAY, folder, events, seed }, { quiet, signal })
    const { results } = await watch(async (watcher) => {
      const dates = { kind: 'list', dates: [DEMO_DATE] } as const
      const once = { symbol: DEMO_SYMBOL, dates, overwrite: false }
      await runIngest(lake, { ...once, paths: [folder], allowTruncated: false }, watcher)
      await runPipeline(lake, { ...once, options: {}, layer: 'all', workers: 1 }, watcher)
    })
    const second = secondOfVacuum(truth)
    return { results, moment: { lake, symbol: DEMO_SYMBOL, dt: DEMO_DATE, second } }
  } finally {
    await removeFolder(folder)
  }
}

/** First Unix second after the first planted vacuum. */
function secondOfVacuum({ days: [day] }: Truth): number {
  const vacuum = day.episodes.find(({ kind }) => kind === 'vacuum')
  const time = BigInt(vacuum?.end_ts_ns ?? day.start_ts_ns)
  return Number(time / 1_000_000_000n) + 1
}
