import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dtFlag, symbolFlag } from '../../cli/flags.ts'
import { prose } from '../../cli/prose.ts'
import { EXIT } from '../../failure.ts'
import { serve } from '../../serve/server.ts'
import { formatStreamReport, type StreamReport, verifyStream } from '../../verify/stream.ts'
import { formatArrival } from '../../wire/arrival-tracker.ts'
import { assertSpeed } from '../../wire/messages.ts'

export default class Stream extends BaseCommand {
  static override summary = 'Connect to a stream as a client, and verify its cadence and rows.'
  static override description =
    prose`Without an address, serves the lake for the duration of the check. Prints one line per batch from the
first second with a spot, or from --at. Fails if the 95th percentile of |delta − 1/speed| is
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
    at: Flags.string({ description: 'start: 09:31:00 New York time, or 30%' }),
    speed: Flags.string({ description: 'seconds of the day per second', default: '1' }),
    seconds: Flags.integer({ description: 'number of batches to check', default: 30, min: 2 }),
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
          if (!flags.quiet) this.log(formatArrival(beat))
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
