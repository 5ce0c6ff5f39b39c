import { once } from 'node:events'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { databentoKey } from '../cli/databento-key.ts'
import { parseBeginning, parseSpeed } from '../cli/gateway-flags.ts'
import { prose } from '../cli/prose.ts'
import { systemClock } from '../clock.ts'
import { EXIT } from '../failure.ts'
import { NO_FAULTS, parseFaults } from '../gateway/faults.ts'
import { startGateway } from '../gateway/gateway.ts'
import { scanFiles } from '../gateway/served-files.ts'
import { formatLog, type LogEntry } from '../serve/log.ts'

export default class Gateway extends BaseCommand {
  static override strict = false
  static override summary = "Serve DBN files as Databento's live gateway serves a market."
  static override description =
    prose`Databento's own clients connect to it unchanged, as does anything else that speaks the protocol: no
subscription is needed, and no network. The files' records are merged by ts_recv; the day begins
with the first session that starts and is the same for all. Clients must have the key in
DATABENTO_API_KEY, or databento.key in the configuration file, which may be made up; --any-key takes any. docs/live.md has the details.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> day/*.dbn.zst --any-key',
    '<%= config.bin %> <%= command.id %> day/*.dbn.zst --any-key --speed 10 --at 09:30 --hold',
    '<%= config.bin %> <%= command.id %> day/*.dbn.zst --any-key --speed max --faults cut:30s,split --seed 7',
  ]
  static override args = {
    file: Args.string({
      description: 'DBN files of one dataset, of any schemas and days',
      required: true,
    }),
  }
  static override flags = {
    host: Flags.string({ description: 'where to listen', default: '127.0.0.1' }),
    port: Flags.integer({
      description: 'TCP port; 0 for any that is free',
      default: 13000,
      min: 0,
      max: 65_535,
    }),
    'any-key': Flags.boolean({ description: 'take clients of any API key' }),
    speed: Flags.string({
      description: 'seconds of the day a second, or max: as fast as clients read',
      default: '1',
    }),
    at: Flags.string({
      description:
        'where the day begins: 09:30, New York time, or an ISO 8601 time; the first record',
    }),
    hold: Flags.boolean({
      description: 'keep sessions open at the end of the files, with heartbeats',
      exclusive: ['loop'],
    }),
    loop: Flags.boolean({ description: 'begin the day again at the end of the files' }),
    faults: Flags.string({
      description: 'make things go wrong: cut:30s, split, late:20s, slow:60s, error8',
    }),
    seed: Flags.integer({ description: 'of the faults, any whole number', default: 1 }),
    'allow-truncated': Flags.boolean({
      description: 'serve the whole records of files that end inside one',
    }),
    'json-logs': Flags.boolean({ description: 'log as JSON, an object a line' }),
  }

  async run() {
    const { flags, argv } = await this.parse(Gateway)
    const { signal } = this
    let isTerminated = false
    process.once('SIGTERM', () => {
      isTerminated = true
    })
    const { host, port, seed } = flags
    const key = flags['any-key'] ? undefined : await this.#key()
    const speed = parseSpeed(flags.speed)
    const faults = flags.faults === undefined ? NO_FAULTS : parseFaults(flags.faults)
    const served = await scanFiles(argv.map(String), {
      allowTruncated: flags['allow-truncated'],
    })
    const at = flags.at === undefined ? undefined : parseBeginning(flags.at, served.begin)
    const gateway = await startGateway(served, {
      host,
      port,
      key,
      clock: systemClock,
      speed,
      at,
      atEnd: flags.loop ? 'loop' : flags.hold ? 'hold' : 'close',
      faults,
      seed,
      version: `spymaster-${this.config.version}`,
      log: (entry: LogEntry) => {
        if (flags.quiet && entry.level !== 'error') return
        this.logToStderr(formatLog(entry, new Date(systemClock.unixMs()), flags['json-logs']))
      },
    })
    const { dataset, files } = served
    const address = `${host.includes(':') ? `[${host}]` : host}:${gateway.port}`
    const count = files.length === 1 ? '1 file' : `${files.length} files`
    this.log(`${address} serves ${dataset} from ${count}; Ctrl-C ends it.`)
    if (!signal.aborted) await once(signal, 'abort')
    await gateway.close()
    // What was wrong with a file has been told when it came up.
    if (gateway.failure) process.exitCode = gateway.failure.exitCode
    // Being told to go is how a service ends; Ctrl-C is an interruption as everywhere.
    else if (!isTerminated) process.exitCode = EXIT.interrupted
    return { host, port: gateway.port, dataset, files: files.map(({ path }) => path) }
  }

  /** The key that clients must have, which is never printed. */
  async #key(): Promise<string> {
    return databentoKey(process.env, await this.configuration(), {
      what: 'there is no API key to check clients against',
      fix: 'or pass --any-key to take every client; it may be made up',
    })
  }
}
