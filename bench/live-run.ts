import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../src/clock.ts'
import { openLake } from '../src/lake/paths.ts'
import type { Connection } from '../src/live/connection.ts'
import { requestDefinitions } from '../src/live/definitions.ts'
import { LiveDay } from '../src/live/live-day.ts'
import { createRecording, recordingName } from '../src/live/recording.ts'
import { type LiveOptions, runLive } from '../src/live/session.ts'
import { connectSocket } from '../src/live/socket-connection.ts'
import { optionParents } from '../src/market/option-parents.ts'
import { parseSession } from '../src/market/session.ts'
import { DayHub } from '../src/seconds/day-hub.ts'
import type { SurfaceName } from '../src/seconds/second.ts'
import { FramedSecond } from '../src/serve/framed-second.ts'
import { DATE, SYMBOL } from './day.ts'

const GATEWAY = fileURLToPath(new URL('gateway.ts', import.meta.url))
const DATASET = 'GLBX.MDP3'
/** No key of anyone: the bench's gateway takes each. */
const KEY = `db-${'bench'.padEnd(29, '0')}`
const ROOT = 'ES'
const LOGIN = {
  dataset: DATASET,
  compression: 'none',
  heartbeatSeconds: 30,
  client: 'bench',
} as const
/** As `live --grace` is by default. */
const GRACE_MS = 250

export interface LiveRunWishes {
  readonly files: readonly string[]
  /** Folder of the lake. */
  readonly root: string
  readonly speed: number | 'max'
  readonly session: string
  /** Seconds go into the lake too, not to the wire alone. */
  readonly writesLake: boolean
  /** The options of one expiry are followed too. */
  readonly hasOptions?: boolean
}

export interface LiveRunResult {
  readonly records: number
  /** From the connection to its end, and of the processor in this process. */
  readonly seconds: number
  readonly processorSeconds: number
  /** How long after its end each second was ready for the wire, milliseconds of the market's time. */
  readonly lateness: readonly number[]
}

/** Follows files through a gateway in another process: records in, frames of the stream out. */
export async function followFiles(wishes: LiveRunWishes): Promise<LiveRunResult> {
  const { files, root, speed, session, writesLake, hasOptions = false } = wishes
  const { startSecond } = parseSession(session, DATE)
  const gateway = spawn(process.execPath, [GATEWAY, `${speed}`, `${startSecond}`, ...files], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [printed] = await once(gateway.stdout, 'data')
  const address = { host: '127.0.0.1', port: Number(printed) }
  const lake = openLake(root)
  const record = (connection: number) =>
    createRecording(join(root, 'raw/live'), recordingName(DATASET, Date.now(), connection))
  const reached = { login: LOGIN, key: KEY, source: 'gateway', clock: systemClock }
  const connect = () => connectSocket(address, systemClock)
  const parents = [`${ROOT}.FUT`, ...optionParents(ROOT)]
  const definitions = hasOptions
    ? await requestDefinitions({ ...reached, parents, connect, recording: await record(0) })
    : undefined
  const stage = { session }
  const log = () => {}
  const day = new LiveDay({
    lake,
    symbol: SYMBOL,
    stage,
    isReplayed: false,
    definitions,
    hub: new DayHub(lake),
    log,
  })
  if (definitions) await day.open(definitions.time)
  const over = new AbortController()
  const lateness: number[] = []
  let started = systemClock.now()
  let processor = process.cpuUsage()
  let surfaces: readonly SurfaceName[] | undefined
  const options: LiveOptions = {
    ...reached,
    symbol: SYMBOL,
    optionSymbols: day.setup?.optionSymbols ?? [],
    from: 'snapshot',
    connect: async () => {
      const connection = await connect()
      started = systemClock.now()
      processor = process.cpuUsage()
      return endingWith(connection, () => over.abort())
    },
    record,
    open: (time) => day.open(time),
    onSecond: (second, engine, sinceEndMs) => {
      const closed = systemClock.now()
      surfaces ??= engine.surfaces
      new FramedSecond(second).buffersFor(surfaces, 0)
      lateness.push(sinceEndMs + systemClock.now() - closed)
      if (writesLake) day.append(second, engine)
    },
    ...(writesLake && { waitForRoom: () => day.waitForRoom() }),
    graceMs: GRACE_MS,
    random: Math.random,
    log,
    signal: over.signal,
  }
  const { records } = await runLive(options)
  await day.end()
  const seconds = (systemClock.now() - started) / 1000
  const { user, system } = process.cpuUsage(processor)
  await day.close(false)
  gateway.stdin.end()
  await once(gateway, 'exit')
  return { records, seconds, processorSeconds: (user + system) / 1e6, lateness }
}

/** A connection whose end is told. */
function endingWith(connection: Connection, ended: () => void): Connection {
  async function* received() {
    yield* connection.received
    ended()
  }
  return {
    received: received(),
    send: (text) => connection.send(text),
    close: () => connection.close(),
  }
}
