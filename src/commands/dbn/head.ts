import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count, formatColumns } from '../../cli/columns.ts'
import { type HeadRecord, headOfDbn } from '../../dbn/head.ts'

/** More fields than this are shown one below the other. */
const MOST_COLUMNS = 20

export default class Head extends BaseCommand {
  static override summary = 'Print the first records of a DBN file.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst -n 20',
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.definition.dbn.zst -n 1',
  ]
  static override args = { file: Args.string({ description: 'DBN file', required: true }) }
  static override flags = {
    records: Flags.integer({ char: 'n', description: 'how many', default: 10, min: 1 }),
  }

  async run() {
    const { args, flags } = await this.parse(Head)
    const { records, skipped } = await headOfDbn(args.file, flags.records)
    for (const run of runsOfKind(records)) this.log(formatRun(run))
    if (records.length === 0) {
      const others = Object.entries(skipped).map(([kind, number]) => `${count(number)} ${kind}`)
      this.log(`No record that is decoded; ${others.join(', ') || 'none at all'}.`)
    }
    return { records: records.map(({ kind, fields }) => ({ kind, ...Object.fromEntries(fields) })) }
  }
}

/** Neighbouring records of one kind, which are one table. */
function runsOfKind(records: readonly HeadRecord[]): HeadRecord[][] {
  const runs: HeadRecord[][] = []
  for (const record of records) {
    const last = runs.at(-1)
    if (last?.[0].kind === record.kind) last.push(record)
    else runs.push([record])
  }
  return runs
}

function formatRun(run: readonly HeadRecord[]): string {
  const names = run[0].fields.map(([name]) => name)
  if (names.length <= MOST_COLUMNS) {
    return formatColumns(
      run.map(({ fields }) => fields.map(([, value]) => value)),
      names,
    )
  }
  return run.map(({ kind, fields }) => `${kind}\n${formatColumns(fields)}\n`).join('\n')
}
