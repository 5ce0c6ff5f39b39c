import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFaults } from '../../src/gateway/faults.ts'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { type DaySetup, setUpDay } from '../../src/live/day-setup.ts'
import { requestDefinitions } from '../../src/live/definitions.ts'
import { createRecording, recordingName } from '../../src/live/recording.ts'
import { type From, type LiveSummary, runLive } from '../../src/live/session.ts'
import { optionParents } from '../../src/market/option-parents.ts'
import { parseSession } from '../../src/market/session.ts'
import { runIngest, runPipeline } from '../../src/pipeline/pipeline.ts'
import { copySecond } from '../../src/seconds/copy-second.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import type { Second } from '../../src/seconds/second.ts'
import type { LogEntry } from '../../src/serve/log.ts'
import { DAY, dayRecords, type Fields, writeDbn } from '../stages/made-day.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { LinkedGateway } from './gateway-link.ts'
import { replayRecordings } from './replay-recordings.ts'

export const KEY = 'db-0123456789012345678901234567x'
export const SYMBOL = 'ESH6'
export const SESSION = '14:30-14:31@UTC'

export interface RunWishes {
  readonly speed?: number | 'max'
  readonly faults?: string
  readonly seed?: number
  readonly compression?: 'none' | 'zstd'
  readonly from?: From
  readonly records?: readonly Fields[]
  /** Files that are sent instead of records, of a session; with options. */
  readonly market?: { readonly files: readonly string[]; readonly session: string }
  /** Of the clock's numbers, 0 to 1. */
  readonly random?: () => number
}

/** What a live session left behind. */
export interface LiveRun {
  readonly lake: Lake
  readonly summary: LiveSummary
  /** All, that of the definitions included. */
  readonly recordings: readonly string[]
  readonly seconds: readonly Second[]
  readonly log: readonly LogEntry[]
  readonly setup: DaySetup
  remove(): void
}

/** Follows a made day through the gateway's core, on a clock that only the test moves. */
export async function runMadeDay(wishes: RunWishes): Promise<LiveRun> {
  const { speed = 'max', faults, seed = 1, compression = 'none', from = 'now' } = wishes
  const lake = openLake(mkdtempSync(join(tmpdir(), 'spymaster-live-')))
  const file = join(lake.root, 'sent.dbn.zst')
  const { market } = wishes
  if (!market) {
    const records = wishes.records ?? dayRecords({ seconds: 50, hasSnapshot: false })
    await writeDbn(file, records)
  }
  const clock = new VirtualClock()
  const plan = faults === undefined ? {} : { faults: parseFaults(faults) }
  const gateway = await LinkedGateway.of(market?.files ?? file, {
    clock,
    key: KEY,
    speed,
    seed,
    ...plan,
    ...(market && { at: BigInt(parseSession(market.session, DAY).startSecond) * 1_000_000_000n }),
  })
  const seconds: Second[] = []
  const log: LogEntry[] = []
  let setup: DaySetup | undefined
  const login = { dataset: 'GLBX.MDP3', compression, heartbeatSeconds: 30, client: 'test' }
  const reached = { login, key: KEY, connect: gateway.connect, source: 'gateway', clock }
  const record = (connection: number) =>
    createRecording(
      join(lake.root, 'raw/live'),
      recordingName('GLBX.MDP3', clock.unixMs(), connection),
    )
  const stage = { session: market?.session ?? SESSION }
  const definitionsRecording = market && (await record(0))
  if (definitionsRecording) {
    const parents = ['ES.FUT', ...optionParents('ES')]
    const asked = { ...reached, parents, recording: definitionsRecording }
    const definitions = await clock.during(requestDefinitions(asked))
    setup = await setUpDay(lake, SYMBOL, definitions.time, stage, definitions)
  }
  const summary = await clock.during(
    runLive({
      ...reached,
      symbol: SYMBOL,
      optionSymbols: setup?.optionSymbols ?? [],
      from,
      record,
      open: async (time) => {
        setup ??= await setUpDay(lake, SYMBOL, time, stage)
        return setup.input
      },
      onSecond: (second) => seconds.push(copySecond(second)),
      graceMs: 250,
      random: wishes.random ?? (() => 0.5),
      log: (entry) => log.push(entry),
      signal: new AbortController().signal,
    }),
  )
  if (!setup) throw new Error('no order has come')
  const remove = () => rmSync(lake.root, { recursive: true, force: true })
  const recordings = [...(definitionsRecording ? [definitionsRecording.path] : [])]
  recordings.push(...summary.recordings)
  return { lake, summary, recordings, seconds, log, setup, remove }
}

/** The same seconds, made of the recordings and their journals. */
export async function replayed({ summary, setup }: LiveRun): Promise<Second[]> {
  const seconds: Second[] = []
  await replayRecordings(summary.recordings, {
    symbol: SYMBOL,
    open: async () => setup.input,
    onSecond: (second) => seconds.push(copySecond(second)),
  })
  return seconds
}

/** What the pipeline makes of the recordings. */
export async function batchOf({ lake, recordings, setup }: LiveRun): Promise<LakeSeconds> {
  const watcher = { report: failing, signal: new AbortController().signal }
  const choice = { symbol: SYMBOL, overwrite: false }
  const { session } = setup.facts
  await runIngest(lake, { ...choice, paths: recordings, allowTruncated: false }, watcher)
  const how = { options: { session }, layer: 'all', workers: 1 } as const
  await runPipeline(lake, { ...choice, ...how }, watcher)
  return LakeSeconds.open(lake, SYMBOL, DAY)
}

function failing(event: Parameters<Parameters<typeof runPipeline>[2]['report']>[0]): void {
  if (event.type === 'run' && event.event.type === 'failed') throw event.event.failure
  if (event.type === 'refused') throw event.failure
}
