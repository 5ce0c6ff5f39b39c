import { once } from 'node:events'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { systemClock } from '../clock.ts'
import { EXIT } from '../failure.ts'
import { formatLog, type LogEntry } from '../serve/log.ts'
import { serve } from '../serve/server.ts'

export default class Serve extends BaseCommand {
  static override summary = "Serve the lake's days, a second at a time, over WebSocket and HTTP."
  static override description =
    prose`Streams are Arrow tables over WebSocket, exactly one batch a second of the day; the page at / is the
browser's screen. Only this machine is served; with --host others are too, and need the --token.
The protocol is described in docs/protocol.md. Ctrl-C takes leave of every client.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --host 0.0.0.0 --port 8443 --token "$SPYMASTER_TOKEN"',
  ]
  static override flags = {
    port: settingFlags.port,
    host: settingFlags.host,
    token: settingFlags.token,
    'allow-origin': settingFlags['allow-origin'],
    'max-clients': settingFlags['max-clients'],
    'json-logs': Flags.boolean({ description: 'log as JSON, an object a line' }),
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
    const server = await serve(await this.openLake(flags), {
      host: flags.host,
      port: flags.port,
      token: flags.token,
      origins: flags['allow-origin'] ?? [],
      maxClients: flags['max-clients'],
      log,
    })
    this.log(`${server.url} serves ${flags.lake}; Ctrl-C ends it.`)
    if (!signal.aborted) await once(signal, 'abort')
    await server.close()
    // Being told to go is how a service ends; Ctrl-C is an interruption as everywhere.
    if (!isTerminated) process.exitCode = EXIT.interrupted
    return { url: server.url }
  }
}
