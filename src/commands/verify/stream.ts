import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dtFlag, symbolFlag } from '../../cli/flags.ts'
import { prose } from '../../cli/prose.ts'
import { EXIT } from '../../failure.ts'
import { serve } from '../../serve/server.ts'
import { formatStreamReport, type StreamReport, verifyStream } from '../../verify/stream.ts'
import { assertSpeed } from '../../wire/messages.ts'
import { formatBeat } from '../../wire/stream-watch.ts'

export default class Stream extends BaseCommand {
  static override summary = 'Watch a stream as any client would, and judge its cadence and rows.'
  static override description =
    prose`Without an address the lake is served for as long as it takes. From the first second with a spot
(--at begins elsewhere) each batch is a line. Fails if the 95th percentile of |delta − 1/speed| is
over 20 ms or 5 % of the period (above 10×, the total drift), or a surface has no rows. Exit code 1
if it fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
    '<%= config.bin %> <%= command.id %> ws://127.0.0.1:8000 --speed 10 --seconds 120 --at 09:31:00',
  ]
  static override args = {
    address: Args.string({ description: 'ws://HOST:PORT, or the address of a stream' }),
  }
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    at: Flags.string({ description: "where to begin: 09:31:00 of the exchange's clock, or 30 %" }),
    speed: Flags.string({ description: 'seconds of the day a second', default: '1' }),
    seconds: Flags.integer({ description: 'batches to watch', default: 30, min: 2 }),
  }

  async run(): Promise<StreamReport> {
    const { args, flags } = await this.parse(Stream)
    const { symbol, dt, at, seconds } = flags
    const { signal } = this
    const server = args.address
      ? undefined
      : await serve(await this.openLake(flags), { host: '127.0.0.1', port: 0, log: () => {} })
    try {
      const address = args.address ?? (server?.url as string)
      const report = await verifyStream(address, {
        symbol,
        dt,
        at,
        seconds,
        signal,
        speed: assertSpeed(Number(flags.speed)),
        report: (beat) => {
          if (!flags.quiet) this.log(formatBeat(beat))
        },
      })
      this.log(formatStreamReport(report))
      if (!report.pass) process.exitCode = EXIT.checkFailed
      return report
    } finally {
      await server?.close()
    }
  }
}
