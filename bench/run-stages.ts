import type { Lake } from '../src/lake/paths.ts'
import { runPipeline } from '../src/pipeline/pipeline.ts'
import type { StageOptions } from '../src/stages/stage.ts'
import { DATE, SYMBOL } from './day.ts'

/** The made day, as a request names it. */
export const CHOICE = { symbol: SYMBOL, dates: { kind: 'list', dates: [DATE] } } as const

/** A stage that ran, and what it took. */
export interface StageLap {
  readonly name: string
  readonly seconds: number
  /** Of its largest table. */
  readonly rows: number
}

/** Runs every stage of the made day that is not fresh; all in this process: its memory counts. */
export async function runStages(lake: Lake, options: StageOptions = {}): Promise<StageLap[]> {
  const laps: StageLap[] = []
  const how = { options, layer: 'all', overwrite: false, workers: 1 } as const
  await runPipeline(
    lake,
    { ...CHOICE, ...how },
    {
      signal: new AbortController().signal,
      report: (found) => {
        if (found.type !== 'run') return
        const { event } = found
        if (event.type === 'failed') throw event.failure
        if (event.type !== 'done') return
        const rows = Math.max(...Object.values(event.written).map((each) => each.rows))
        laps.push({ name: event.node.stage.name, seconds: event.seconds, rows })
      },
    },
  )
  return laps
}
