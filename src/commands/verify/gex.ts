import { prose } from '../../cli/prose.ts'
import { subjectFlags, VerifyCommand } from '../../cli/verify-command.ts'

export default class Gex extends VerifyCommand {
  static override summary = 'Prove gamma exposure from the option books it was made of.'
  static override description =
    prose`Every row must follow from its own volatility, open interest and the future's price. Seconds over
the whole day are replayed from bronze by other code than the pipeline's: books, mids, volatilities by
halving, walls by brute force. Exit code 1 if any check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
  ]
  static override flags = subjectFlags

  async run() {
    const { flags } = await this.parse(Gex)
    return this.verify(['gex'], flags)
  }
}
