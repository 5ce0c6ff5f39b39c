import { BaseCommand } from '../../cli/base-command.ts'
import { count, formatColumns } from '../../cli/columns.ts'
import { formatStageDay } from '../../lake/partition/stage-day.ts'
import { upgradeLake } from '../../lake/upgrade/upgrade.ts'

export default class Upgrade extends BaseCommand {
  static override summary = 'Convert a lake of spymaster 0.1.'
  static override description =
    'Manifests that lay beside the Parquet files move to .manifests, and nothing else lies below table=…/ any more. Tables keep their bytes. Bronze needs no raw files for it; days of silver and gold that cannot be converted exactly are listed, and made again by: spymaster pipeline run. If it is interrupted, run it again.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  async run() {
    const { flags } = await this.parse(Upgrade)
    const { converted, skipped } = await upgradeLake(this.lakeOf(flags), (day) => {
      if (!flags.quiet) this.logToStderr(formatStageDay(day))
    })
    this.log(`${count(converted.length)} days converted.`)
    if (skipped.length > 0) {
      this.log(`${count(skipped.length)} to be made again with: spymaster pipeline run`)
      this.log(
        formatColumns(
          skipped.map(({ day, reason }) => [day, reason]),
          ['day', 'why'],
        ),
      )
    }
    return { converted, left: skipped }
  }
}
