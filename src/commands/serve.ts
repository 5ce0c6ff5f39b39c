import { once } from 'node:events'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configuredPage } from '../cli/key-choices.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { systemClock } from '../clock.ts'
import { EXIT, Failure } from '../failure.ts'
import { formatPartition } from '../lake/paths.ts'
import { formatLog, type Log, type LogEntry } from '../serve/log.ts'
import { serve } from '../serve/server.ts'
import type { TlsFiles } from '../serve/tls.ts'
import { type ScrubReport, scrubDaily } from '../verify/background-scrub.ts'

export default class Serve extends BaseCommand {
  static override summary = "Stream the lake's days over WebSocket and HTTP, one batch a second."
  static override description =
    prose`Streams Arrow tables over WebSocket, exactly one batch per second of the day; the browser screen is
at /. Listens on this machine only, unless --host is given; then clients need the --token, and
--tls-cert and --tls-key keep it from being read on the way. The protocol is described in docs/protocol.md. Ctrl-C closes every connection and ends it.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --host 0.0.0.0 --port 8443 --token "$SPYMASTER_TOKEN" --tls-cert desk.pem --tls-key desk.key',
  ]
  static override flags = {
    port: settingFlags.port,
    host: settingFlags.host,
    token: settingFlags.token,
    'tls-cert': settingFlags['tls-cert'],
    'tls-key': settingFlags['tls-key'],
    'allow-origin': settingFlags['allow-origin'],
    'max-clients': settingFlags['max-clients'],
    'max-per-address': settingFlags['max-per-address'],
    scrub: Flags.boolean({
      description: 'hash every file once a day, at 50 MB a second at most, and log what has rotted',
    }),
    'json-logs': Flags.boolean({ description: 'log as JSON, one object a line' }),
  }

  async run() {
    const { flags } = await this.parse(Serve)
    const { signal } = this
    let isTerminated = false
    process.once('SIGTERM', () => {
      isTerminated = true
    })
    const asJson = flags['json-logs']
    const log = (entry: LogEntry) => {
      if (!flags.quiet || entry.level === 'error') {
        this.logToStderr(formatLog(entry, new Date(systemClock.unixMs()), asJson))
      }
    }
    const lake = await this.openLake(flags)
    const server = await serve(lake, {
      host: flags.host,
      port: flags.port,
      token: flags.token,
      tls: tlsFrom(flags),
      origins: flags['allow-origin'] ?? [],
      maxClients: flags['max-clients'],
      maxPerAddress: flags['max-per-address'],
      ...configuredPage(process.env, await this.configuration()),
      log,
    })
    this.log(`${server.url} serves ${flags.lake}; Ctrl-C ends it.`)
    const scrubbing = flags.scrub ? scrubDaily(lake, logScrub(log), systemClock, signal) : undefined
    if (!signal.aborted) await once(signal, 'abort')
    await server.close()
    await scrubbing
    // SIGTERM is the normal end of a service: exit code 0. Ctrl-C is an interruption.
    if (!isTerminated) process.exitCode = EXIT.interrupted
    return { url: server.url }
  }
}

/** Tells of a scrub in the server's log. */
function logScrub(log: Log): ScrubReport {
  return {
    passed: (pass) => log({ level: 'info', event: 'scrubbed', fields: { ...pass } }),
    rotten: ({ partitions: [partition], offending: [message] }) =>
      log({
        level: 'error',
        event: 'rotten',
        fields: { partition: formatPartition(partition), message },
      }),
    failed: (error) =>
      log({
        level: 'error',
        event: 'scrub_failed',
        fields: { message: error instanceof Error ? error.message : String(error) },
      }),
  }
}

/** @throws Failure `usage` where one of the two files is missing */
function tlsFrom(flags: {
  readonly 'tls-cert'?: string | undefined
  readonly 'tls-key'?: string | undefined
}): TlsFiles | undefined {
  const { 'tls-cert': cert, 'tls-key': key } = flags
  if (cert === undefined && key === undefined) return undefined
  if (cert !== undefined && key !== undefined) return { cert, key }
  throw new Failure({
    code: 'usage',
    what: 'a certificate and its key go together',
    where: cert === undefined ? '--tls-key' : '--tls-cert',
    fix: `pass ${cert === undefined ? '--tls-cert' : '--tls-key'} too`,
  })
}
