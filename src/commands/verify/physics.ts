import { prose } from '../../cli/prose.ts'
import { subjectFlags, VerifyCommand } from '../../cli/verify-command.ts'

export default class Physics extends VerifyCommand {
  static override summary =
    'Prove scores, bands, calibration and session levels from what they are made of.'
  static override description =
    prose`Every column is recomputed from walls and snapshots by other code than the
pipeline's and compared to 1e-12; a calibration that says prior must not look
ahead. Exit code 1 if any check fails.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06',
  ]
  static override flags = subjectFlags

  async run() {
    const { flags } = await this.parse(Physics)
    return this.verify(['physics'], flags)
  }
}
