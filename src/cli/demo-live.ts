import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { parseFaults } from '../gateway/faults.ts'
import { type RunningGateway, startGateway } from '../gateway/gateway.ts'
import { scanFiles } from '../gateway/served-files.ts'
import type { Lake } from '../lake/paths.ts'
import { runIngest, runPipeline } from '../pipeline/pipeline.ts'
import { DEMO_SYMBOL, type DemoRequest } from './demo-day.ts'
import { parseBeginning } from './gateway-flags.ts'
import { makeSynthetic } from './synth-day.ts'

/** Two days that score the third, which is sent live. */
const EARLIER = ['2026-01-05', '2026-01-06'] as const
export const LIVE_DATE = '2026-01-07'
export const LIVE_SESSION = '09:30-09:35'
const BEGINNING = '09:30'
const CUTS = 'cut:90s'
/** No key of anyone: the demo's gateway and its client share it. */
export const DEMO_KEY = `db-${'demo'.padEnd(29, '0')}`

export interface LiveDemoRequest extends DemoRequest {
  /** For the raw files. */
  readonly folder: string
  /** Seconds of the day a second. */
  readonly speed: number
  readonly version: string
}

/**
 * Makes three synthetic days, the tables of the first two, and a gateway that plays the third, with
 * a connection that is cut now and then.
 */
export async function startLiveDemo(
  lake: Lake,
  { folder, events, seed, quiet, signal, watch, speed, version }: LiveDemoRequest,
): Promise<{ results: object[]; gateway: RunningGateway }> {
  const days = {
    symbol: DEMO_SYMBOL,
    date: EARLIER[0],
    days: 1 + EARLIER.length,
    session: LIVE_SESSION,
    expiries: [0],
    strikeReach: 40,
  }
  const { files } = await makeSynthetic({ ...days, folder, events, seed }, { quiet, signal })
  const filesOf = (date: string) =>
    files
      .filter(({ name }) => name.includes(date.replaceAll('-', '')))
      .map(({ name }) => join(folder, name))
  const { results } = await watch(async (watcher) => {
    const once = {
      symbol: DEMO_SYMBOL,
      dates: { kind: 'list', dates: EARLIER },
      overwrite: false,
    } as const
    const paths = EARLIER.flatMap(filesOf)
    await runIngest(lake, { ...once, paths, allowTruncated: false }, watcher)
    const how = { options: { session: LIVE_SESSION }, layer: 'all', workers: 1 } as const
    await runPipeline(lake, { ...once, ...how }, watcher)
  })
  const served = await scanFiles(filesOf(LIVE_DATE))
  const gateway = await startGateway(served, {
    host: '127.0.0.1',
    port: 0,
    key: DEMO_KEY,
    clock: systemClock,
    speed,
    at: parseBeginning(BEGINNING, served.begin),
    atEnd: 'hold',
    faults: parseFaults(CUTS),
    seed,
    version: `spymaster-${version}`,
    log: () => {},
  })
  return { results, gateway }
}
