import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dtFlag, symbolFlag } from '../../cli/flags.ts'
import { monitor } from '../../tui/monitor/monitor.ts'
import { assertSpeed } from '../../wire/messages.ts'

export default class Monitor extends BaseCommand {
  static override summary = "Show a stream's health: cadence, rows, bytes, dropped batches, spot."
  static override description =
    'Of spymaster live --serve also records a second, lag, bytes recorded, reconnects and gaps. Prints one line per batch with --plain, or where stdout is no terminal.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> ws://127.0.0.1:8000',
    '<%= config.bin %> <%= command.id %> "ws://127.0.0.1:8000/v1/hud/stream?symbol=ESH6&dt=2026-01-06" --plain',
  ]
  static override enableJsonFlag = false
  static override args = {
    address: Args.string({
      description: 'ws://HOST:PORT, or the address of a stream',
      required: true,
    }),
  }
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    speed: Flags.string({ description: 'seconds of the day per second', default: '1' }),
    seconds: Flags.integer({ description: 'end after this many batches', min: 1 }),
    plain: Flags.boolean({ description: 'print lines instead of a screen' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Monitor)
    const { symbol, dt, seconds } = flags
    const isPlain = flags.plain || process.stdout.isTTY !== true || process.env.TERM === 'dumb'
    await monitor(args.address, {
      symbol,
      dt,
      seconds,
      speed: assertSpeed(Number(flags.speed)),
      print: isPlain ? (line) => this.log(line) : undefined,
      signal: this.signal,
    })
  }
}
