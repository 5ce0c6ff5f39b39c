import { prose } from '../../cli/prose.ts'
import { partitionFlags, rebuildFlag, scrubFlag, VerifyCommand } from '../../cli/verify-command.ts'

export default class Integrity extends VerifyCommand {
  static override summary =
    'Verify that the tables are complete, exact and consistent with each other.'
  static override description =
    prose`Checks recompute from the data and trust no manifest. --rebuild replays bronze through an independent,
simple implementation and compares every column. Exit code 1 if any check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06 --rebuild',
    '<%= config.bin %> <%= command.id %> --scrub',
  ]
  static override flags = { ...partitionFlags, rebuild: rebuildFlag, scrub: scrubFlag }

  async run() {
    const { flags } = await this.parse(Integrity)
    return this.verify(['integrity'], flags)
  }
}
