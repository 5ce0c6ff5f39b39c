import { prose } from '../../cli/prose.ts'
import { rebuildFlag, subjectFlags, VerifyCommand } from '../../cli/verify-command.ts'

export default class Integrity extends VerifyCommand {
  static override summary = 'Prove that the tables are whole, exact and agree with each other.'
  static override description =
    prose`Checks recompute from the data and trust no manifest. With --rebuild bronze is replayed through
an independent, plain implementation and every column compared. Exit code 1 if any check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06 --rebuild',
  ]
  static override flags = { ...subjectFlags, rebuild: rebuildFlag }

  async run() {
    const { flags } = await this.parse(Integrity)
    return this.verify(['integrity'], flags)
  }
}
