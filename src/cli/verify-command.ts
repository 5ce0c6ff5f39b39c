import { Flags } from '@oclif/core'
import { EXIT } from '../failure.ts'
import { checksOf, type Family, scrubChecks } from '../verify/families.ts'
import { formatReport } from '../verify/format.ts'
import { type Report, runChecks } from '../verify/run-checks.ts'
import { BaseCommand, type LakeFlagValues } from './base-command.ts'
import { dtFlag } from './flags.ts'

/** The partitions to verify. */
export const partitionFlags = {
  symbol: Flags.string({
    description: 'contracts or roots: ESH6 or ES,NQ; default: all',
  }),
  dt: dtFlag,
}

export const rebuildFlag = Flags.boolean({
  description: 'replay bronze and compare every column',
})

export const scrubFlag = Flags.boolean({
  description:
    'only hash every file again, at 50 MB a second at most, to find rot beside a running server',
  exclusive: ['rebuild'],
})

interface VerifyFlagValues extends LakeFlagValues {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  readonly rebuild?: boolean
  readonly scrub?: boolean
}

/** Base of the commands that verify the lake: families of checks to a report and an exit code. */
export abstract class VerifyCommand extends BaseCommand {
  protected async verify(families: readonly Family[], flags: VerifyFlagValues): Promise<Report> {
    const { symbol, dt, rebuild, scrub } = flags
    const { signal } = this
    const checks = scrub ? scrubChecks() : checksOf(families, rebuild)
    const report = await runChecks(await this.openLake(flags), checks, {
      symbol,
      dt,
      signal,
    })
    this.log(formatReport(report).trimEnd())
    if (!report.pass) process.exitCode = EXIT.checkFailed
    return report
  }
}
