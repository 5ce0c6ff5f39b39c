import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { dtFlag } from '../../cli/flags.ts'
import { EXIT } from '../../failure.ts'
import { formatReport } from '../../verify/format.ts'
import { verifyIntegrity } from '../../verify/integrity.ts'

export default class Integrity extends BaseCommand {
  static override summary = 'Prove that the tables are whole, exact and agree with each other.'
  static override description =
    `Checks recompute from the data and trust no manifest. With --rebuild bronze is replayed through
an independent, plain implementation and every column compared. Exit code 1 if any check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06 --rebuild',
  ]
  static override flags = {
    symbol: Flags.string({ description: 'contract; every one of the lake if left out' }),
    dt: dtFlag,
    rebuild: Flags.boolean({ description: 'replay bronze and compare every column' }),
  }

  async run() {
    const { flags } = await this.parse(Integrity)
    const { symbol, dt, rebuild } = flags
    const report = await verifyIntegrity(this.openLake(flags), {
      symbol,
      dt,
      rebuild,
      signal: this.signal,
    })
    this.log(formatReport(report).trimEnd())
    if (!report.pass) process.exitCode = EXIT.checkFailed
    return report
  }
}
