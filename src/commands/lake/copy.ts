import { Args } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count } from '../../cli/columns.ts'
import { overwriteFlag, targetFlags, targetsFrom } from '../../cli/flags.ts'
import { prose } from '../../cli/prose.ts'
import { chosenStageDays } from '../../lake/care/chosen-days.ts'
import { copyDay } from '../../lake/care/copy.ts'
import { formatStageDay } from '../../lake/partition/stage-day.ts'
import { STAGES } from '../../stages/stages.ts'

export default class Copy extends BaseCommand {
  static override summary = 'Copy days from one lake into another.'
  static override description =
    prose`Between folders and S3 in either direction. Every file is hashed on the way and compared with its
manifest; a day is seen in the other lake when all of its stage's files are there. Days that are there with the
same content are skipped, so an interrupted copy is continued by the same command.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> lake s3://desk/lake',
    '<%= config.bin %> <%= command.id %> s3://desk/lake lake --symbol ESH6 --dates 2026-01-06',
  ]
  static override args = {
    from: Args.string({ description: 'folder or s3:// address', required: true }),
    to: Args.string({ description: 'folder or s3:// address', required: true }),
  }
  static override flags = { ...targetFlags, overwrite: overwriteFlag }

  async run() {
    const { args, flags } = await this.parse(Copy)
    const from = await this.openLake({ ...flags, lake: args.from })
    const to = await this.openLake({ ...flags, lake: args.to })
    const days = await chosenStageDays(from, targetsFrom(flags))
    const counts = { copied: 0, there: 0 }
    // Inputs before what is made from them, so that the copy is sound at every moment.
    const rank = new Map(STAGES.map(({ name }, index) => [name, index]))
    for (const day of days.toSorted(
      (a, b) => (rank.get(a.stage) ?? -1) - (rank.get(b.stage) ?? -1),
    )) {
      this.signal.throwIfAborted()
      const outcome = await copyDay(from, to, day, flags.overwrite)
      counts[outcome]++
      if (outcome === 'copied' && !flags.quiet) this.logToStderr(formatStageDay(day))
    }
    this.log(`copied ${count(counts.copied)} days; ${count(counts.there)} were there`)
    return counts
  }

  protected override afterInterruption = 'the days copied so far are there'
}
