import { prose } from '../../cli/prose.ts'
import { partitionFlags, VerifyCommand } from '../../cli/verify-command.ts'

export default class Gex extends VerifyCommand {
  static override summary = 'Verify gamma exposure against the option books.'
  static override description =
    prose`Recomputes every row from its own volatility, open interest and the future's price. Replays bronze with
code independent of the pipeline's: levels and dealers' tables of every second, and the surface of a sample of
seconds over the whole day, with books, mids, volatilities by bisection and walls by brute force. Exit code 1 if any
check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
  ]
  static override flags = partitionFlags

  async run() {
    const { flags } = await this.parse(Gex)
    return this.verify(['gex'], flags)
  }
}
