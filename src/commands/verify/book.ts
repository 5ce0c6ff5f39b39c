import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dbnSource } from '../../cli/dbn-source.ts'
import { prose } from '../../cli/prose.ts'
import { partitionFlags } from '../../cli/verify-command.ts'
import { EXIT } from '../../failure.ts'
import { verifyAgainst } from '../../verify/against.ts'
import { formatAgainst } from '../../verify/against-format.ts'

export default class Book extends BaseCommand {
  static override summary =
    'Compare the book built from orders with another file of the vendor for that day.'
  static override description =
    prose`Replays the lake's bronze MBO through the book and compares it with every record of FILE: quotes,
levels and order counts (mbp-1, mbp-10, bbo-1s), trades and volumes (trades, ohlcv-1s, mbp-1, mbp-10).

Level records are compared where they carry F_LAST, with the book after every order record received
up to then; of several in one packet, the last counts. A second's quotes are compared with the book
after the last complete event received before the second's end, bars with the trades received in
their second. All of this goes by ts_recv, the vendor's clock, while the lake's tables go by ts_event.
Lists the first differences. Exit code 1 if there are any.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --against glbx-mdp3-20260106.mbp-10.dbn.zst',
    '<%= config.bin %> <%= command.id %> --against glbx-mdp3-20260106.trades.dbn.zst --symbol ESH6 --json',
  ]
  static override flags = {
    against: Flags.string({
      description: 'DBN file of schema mbp-1, mbp-10, bbo-1s, trades or ohlcv-1s; - for stdin',
      required: true,
    }),
    ...partitionFlags,
    first: Flags.integer({ description: 'how many differences to list', default: 10, min: 0 }),
  }

  async run() {
    const { flags } = await this.parse(Book)
    const { symbol, dt, first } = flags
    const { signal } = this
    const { name, input } = dbnSource(flags.against)
    const lake = await this.openLake(flags)
    const report = await verifyAgainst(lake, name, {
      symbol,
      dt,
      first,
      signal,
      ...(input && { input }),
    })
    this.log(formatAgainst(report))
    if (!report.pass) process.exitCode = EXIT.checkFailed
    return report
  }
}
