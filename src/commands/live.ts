import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { databentoKey } from '../cli/databento-key.ts'
import { optionsFrom } from '../cli/flags.ts'
import { configuredPage } from '../cli/key-choices.ts'
import { parseDuration, parseGateway } from '../cli/live-flags.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { systemClock } from '../clock.ts'
import { EXIT, type Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import type { Changes } from '../live/changed-rows.ts'
import { requestDefinitions } from '../live/definitions.ts'
import { makeFinalTables } from '../live/final-tables.ts'
import { followedContract } from '../live/front-symbol.ts'
import { LiveDay } from '../live/live-day.ts'
import { createRecording, recordingName } from '../live/recording.ts'
import { LiveSession } from '../live/session.ts'
import { connectSocket } from '../live/socket-connection.ts'
import { parseOutright } from '../market/instruments.ts'
import { optionParents } from '../market/option-parents.ts'
import type { PipelineEvent } from '../pipeline/pipeline.ts'
import { DayHub } from '../seconds/day-hub.ts'
import { formatLog, type LogEntry } from '../serve/log.ts'
import { type RunningServer, type ServeOptions, serve } from '../serve/server.ts'
import type { StageOptions } from '../stages/stage.ts'

const HEARTBEAT_S = 30
/** Changed seconds that are listed by name. */
const MAX_LISTED = 20
const SECONDS_PER_MINUTE = 60

export default class Live extends BaseCommand {
  static override summary =
    "Follow a future on Databento's live gateway: record it and make its seconds."
  static override description =
    prose`Every connection is recorded; one that breaks is resumed where it stopped. Seconds are scored by earlier
sessions in the lake, and served with --serve. When the session ends, the pipeline makes the final
tables of the recordings, and rows that late records changed are listed. Needs an API key in
DATABENTO_API_KEY, or databento.key in the configuration file. docs/live.md has the details.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ES --serve',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --from replay --duration 2h',
    '<%= config.bin %> <%= command.id %> --symbol ES --options --expiry 7d --serve',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --gateway 127.0.0.1:13000 --session rth',
  ]
  static override flags = {
    symbol: Flags.string({
      description: 'contract (ESH6), or root (ES) for its front contract',
      required: true,
    }),
    options: Flags.boolean({
      description: "follow the future's options too, for gamma exposure",
    }),
    dataset: Flags.string({ description: "the vendor's dataset", default: 'GLBX.MDP3' }),
    gateway: Flags.string({
      description: "HOST:PORT of another gateway than the vendor's",
    }),
    record: Flags.directory({ description: 'folder of the recordings; raw/live in the lake' }),
    from: Flags.option({
      description:
        "begin with a snapshot of the book, a replay of the week's session, or the next record",
      options: ['snapshot', 'replay', 'now'] as const,
      default: 'snapshot' as const,
    })(),
    compression: Flags.option({
      description: 'of what the gateway sends',
      options: ['none', 'zstd'] as const,
      default: 'none' as const,
    })(),
    duration: Flags.string({ description: 'end after so long: 90s, 10m, 2h' }),
    grace: Flags.integer({
      description: 'milliseconds after its end at which a quiet second is closed',
      default: 250,
      min: 0,
      max: 10_000,
    }),
    serve: Flags.boolean({ description: 'serve the browser screen and the stream meanwhile' }),
    port: settingFlags.port,
    host: settingFlags.host,
    token: settingFlags.token,
    session: settingFlags.session,
    'max-rel-ticks': settingFlags['max-rel-ticks'],
    calibration: settingFlags.calibration,
    expiry: settingFlags.expiry,
    rate: settingFlags.rate,
    'dealer-signs': settingFlags['dealer-signs'],
    multiplier: settingFlags.multiplier,
    roots: settingFlags.roots,
    'json-logs': Flags.boolean({ description: 'log as JSON, one object a line' }),
  }

  async run() {
    const { flags } = await this.parse(Live)
    const { signal } = this
    let isTerminated = false
    process.once('SIGTERM', () => {
      isTerminated = true
    })
    const configuration = await this.configuration()
    const key = databentoKey(process.env, configuration, {
      what: 'there is no API key to log in with',
    })
    const address = parseGateway(flags.gateway, flags.dataset)
    const durationMs = flags.duration === undefined ? undefined : parseDuration(flags.duration)
    const lake = await this.openLake(flags)
    const log = (entry: LogEntry) => {
      if (flags.quiet && entry.level === 'info') return
      this.logToStderr(formatLog(entry, new Date(systemClock.unixMs()), flags['json-logs']))
    }
    const source = `${address.host}:${address.port}`
    const login = {
      dataset: flags.dataset,
      compression: flags.compression,
      heartbeatSeconds: HEARTBEAT_S,
      client: `spymaster ${this.config.version}`,
    }
    const connect = () => connectSocket(address, systemClock)
    const folder = flags.record ?? join(this.rawFolder(lake, 'pass --record FOLDER'), 'live')
    const record = (connection: number) =>
      createRecording(folder, recordingName(flags.dataset, systemClock.unixMs(), connection))
    const ofDefinitions: string[] = []
    const definitionsOf = async (parents: readonly string[]) => {
      const recording = await record(0)
      ofDefinitions.push(recording.path)
      const asked = { parents, login, key, connect, source, recording, clock: systemClock }
      const received = await requestDefinitions(asked)
      log({ level: 'info', event: 'definitions', fields: { records: received.table.length } })
      return received
    }
    const followed = await followedContract(lake, flags.symbol, (parent) => definitionsOf([parent]))
    const { symbol, why } = followed
    if (why !== undefined) log({ level: 'info', event: 'front contract', fields: { symbol, why } })
    const stage = optionsFrom(flags)
    const hub = new DayHub(lake)
    const root = parseOutright(symbol)?.root ?? symbol
    const received = flags.options
      ? await definitionsOf([`${root}.FUT`, ...optionParents(root)])
      : undefined
    const definitions = received && received.table.length > 0 ? received : undefined
    if (received && !definitions) {
      const note = 'the gateway has no definitions: no options, and no gamma exposure'
      log({ level: 'warn', event: 'note', fields: { note } })
    }
    const day = new LiveDay({
      lake,
      symbol,
      stage,
      isReplayed: flags.from === 'replay',
      definitions,
      hub,
      log,
    })
    if (definitions) await day.open(definitions.time)
    let session: LiveSession | undefined
    const live = () => session?.status
    const server = flags.serve ? await this.#serve(lake, { hub, live, log }, flags) : undefined
    let isMade = false
    try {
      session = new LiveSession({
        symbol,
        optionSymbols: day.setup?.optionSymbols ?? [],
        from: flags.from,
        login,
        key,
        connect,
        source,
        record,
        open: (time) => day.open(time),
        onSecond: (second, engine) => {
          day.append(second, engine)
          if (second.endSecond % SECONDS_PER_MINUTE !== 0) return
          const time = new Date(second.endSecond * 1000).toISOString()
          const fields = { time, records: engine.quality.records }
          log({ level: 'info', event: 'minute', fields })
        },
        waitForRoom: () => day.waitForRoom(),
        onBehind: (isBehind) => day.setBehind(isBehind),
        graceMs: flags.grace,
        durationMs,
        clock: systemClock,
        random: Math.random,
        log,
        signal,
      })
      const summary = await session.run()
      await day.end()
      const { records, duplicates, reconnects, gaps, recordings } = summary
      const fields = { records, duplicates, reconnects, gaps: gaps.length }
      log({ level: 'info', event: 'recorded', fields })
      if (signal.aborted) {
        for (const path of recordings) this.log(path)
        if (!isTerminated) process.exitCode = EXIT.interrupted
        return summary
      }
      const made = [...ofDefinitions, ...recordings]
      const changes = await this.#finish(lake, day, made, stage, log)
      isMade = changes !== undefined
      return { ...summary, ...(changes && { changes }) }
    } finally {
      await day.close(isMade)
      await server?.close()
    }
  }

  async #serve(
    lake: Lake,
    sources: Pick<ServeOptions, 'hub' | 'live' | 'log'>,
    flags: { host: string; port: number; token?: string | undefined },
  ): Promise<RunningServer> {
    const { host, port, token } = flags
    const page = configuredPage(process.env, await this.configuration())
    const server = await serve(lake, { host, port, token, ...sources, ...page })
    this.log(`${server.url} serves the day; Ctrl-C ends it.`)
    return server
  }

  /** The final tables, and what they changed; undefined where no second was made. */
  async #finish(
    lake: Lake,
    { day, setup }: LiveDay,
    recordings: readonly string[],
    stage: StageOptions,
    log: (entry: LogEntry) => void,
  ): Promise<Changes | undefined> {
    if (!day || !setup) {
      log({ level: 'warn', event: 'nothing made', fields: { why: 'no order has come' } })
      return undefined
    }
    const report = (event: PipelineEvent) => {
      const failure = failureOf(event)
      if (failure) throw failure
    }
    const watcher = { report, signal: this.signal }
    const changes = await makeFinalTables(lake, day, recordings, stage, watcher)
    const { compared, rows, seconds, trailingSeconds, left } = changes
    this.log(
      `${setup.target.symbol} ${setup.target.dt}: ${rows} of ${compared} live rows were changed by the final tables.`,
    )
    for (const { surface, second, rows: count } of seconds.slice(0, MAX_LISTED)) {
      this.log(`  ${new Date(second * 1000).toISOString()} ${surface}: ${count} rows`)
    }
    if (seconds.length > MAX_LISTED) this.log(`  and ${seconds.length - MAX_LISTED} more seconds`)
    if (trailingSeconds > 0) this.log(`${trailingSeconds} idle seconds at the end were dropped.`)
    if (left.length > 0) {
      this.log(`Not compared: ${left.join(', ')}, which had no calibration by earlier sessions.`)
    }
    return changes
  }
}

function failureOf(event: PipelineEvent): Failure | undefined {
  if (event.type === 'run' && event.event.type === 'failed') return event.event.failure
  if (event.type === 'refused') return event.failure
  return event.type === 'fault' ? event.fault.failure : undefined
}
