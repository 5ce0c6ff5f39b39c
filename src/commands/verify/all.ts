import { partitionFlags, rebuildFlag, VerifyCommand } from '../../cli/verify-command.ts'
import { FAMILY_NAMES } from '../../verify/families.ts'

export default class All extends VerifyCommand {
  static override summary = `Run all checks: ${FAMILY_NAMES.join(', ')}.`
  static override description = 'Exit code 1 if any check fails.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06 --rebuild',
  ]
  static override flags = { ...partitionFlags, rebuild: rebuildFlag }

  async run() {
    const { flags } = await this.parse(All)
    return this.verify(FAMILY_NAMES, flags)
  }
}
