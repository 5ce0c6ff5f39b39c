import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { bytes, count } from '../../cli/columns.ts'
import { targetFlags, targetsFrom, waitFlag } from '../../cli/flags.ts'
import { prose } from '../../cli/prose.ts'
import { Failure } from '../../failure.ts'
import { chosenStageDays } from '../../lake/care/chosen-days.ts'
import { removeDay } from '../../lake/care/remove.ts'
import { formatStageDay } from '../../lake/partition/stage-day.ts'

export default class Rm extends BaseCommand {
  static override summary = "Remove stages' days from the lake."
  static override description =
    prose`All tables that a stage writes for a day go together. Tables made from them stay as they are: pipeline
status says of them that their inputs are gone. The space is free once readers cannot need it any more: an hour
later, or by lake gc.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> bronze --keep 20',
    '<%= config.bin %> <%= command.id %> silver/futures-physics --symbol ESH6 --dates 2026-01-06 --dry-run',
  ]
  static override args = {
    what: Args.string({
      description: "a layer (bronze), a stage (silver/futures-book) or a dataset's key",
      required: true,
    }),
  }
  static override flags = {
    ...targetFlags,
    keep: Flags.integer({ description: 'leave the newest so many dates of each symbol', min: 1 }),
    'dry-run': Flags.boolean({ description: 'only print what would be removed' }),
    yes: Flags.boolean({
      description: 'remove all days of it, with no --symbol, --dates or --keep',
    }),
    wait: waitFlag,
  }

  async run() {
    const { args, flags } = await this.parse(Rm)
    const { symbol, dates, keep, yes, wait } = flags
    const isDry = flags['dry-run']
    if (![symbol, dates, keep].some((given) => given !== undefined) && !yes && !isDry)
      throw new Failure({
        code: 'usage',
        what: 'that removes every day',
        where: args.what,
        fix: 'choose with --symbol, --dates or --keep, or pass --yes',
      })
    const lake = await this.openLake(flags)
    const days = await chosenStageDays(lake, { what: args.what, ...targetsFrom(flags), keep })
    const removed: string[] = []
    let sum = 0
    for (const day of days) {
      this.signal.throwIfAborted()
      if (!isDry) sum += await removeDay(lake, day, wait * 1000)
      removed.push(formatStageDay(day))
      this.log(formatStageDay(day))
    }
    if (isDry) this.log(`${count(days.length)} days would be removed`)
    else this.log(`removed ${count(days.length)} days, ${bytes(sum)}`)
    return { removed, bytes: sum }
  }

  protected override afterInterruption = 'the days named are removed, the others are there'
}
