import { prose } from '../../cli/prose.ts'
import { partitionFlags, VerifyCommand } from '../../cli/verify-command.ts'

export default class Physics extends VerifyCommand {
  static override summary =
    'Verify scores, bands, calibration and session levels against their inputs.'
  static override description =
    prose`Recomputes every column from walls and snapshots with code independent of the pipeline's and compares
to 1e-12; a calibration of mode prior must not look ahead. Exit code 1 if any check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
  ]
  static override flags = partitionFlags

  async run() {
    const { flags } = await this.parse(Physics)
    return this.verify(['physics'], flags)
  }
}
