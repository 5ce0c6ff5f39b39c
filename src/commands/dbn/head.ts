import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count } from '../../cli/columns.ts'
import { dbnSource } from '../../cli/dbn-source.ts'
import { formatHead, headCsv, headJson } from '../../cli/head-view.ts'
import { prose } from '../../cli/prose.ts'
import { readDbnHead } from '../../dbn/head.ts'

export default class Head extends BaseCommand {
  static override summary = 'Print the first records of a DBN file, of any schema.'
  static override description =
    prose`Prices are decimals, times ISO 8601 in UTC with nanoseconds. An undefined value is the word undefined
in the table, an empty field with --csv and null with --json; in JSON, 64-bit integers and prices are
strings with every digit. A file of several record types gives one table per type, each with its own
header; --json keeps the order of the file.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst -n 20',
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbp-1.dbn.zst -n 1000 --csv',
    'cat glbx-mdp3-20260106.trades.dbn.zst | <%= config.bin %> <%= command.id %> - --json',
  ]
  static override args = {
    file: Args.string({
      description: 'DBN file, or - for stdin',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    records: Flags.integer({ char: 'n', description: 'how many', default: 10, min: 1 }),
    csv: Flags.boolean({ description: 'print CSV' }),
  }

  async run() {
    const { args, flags } = await this.parse(Head)
    const { name, input } = dbnSource(args.file)
    const { records, unknown } = await readDbnHead(name, {
      records: flags.records,
      ...(input && { input }),
    })
    if (flags.csv) this.logData(headCsv(records))
    else if (records.length > 0) this.log(formatHead(records))
    else this.log('There are no records.')
    const others = Object.entries(unknown).map(([type, number]) => `${count(number)} ${type}`)
    if (others.length > 0) {
      this.logToStderr(`Skipped records of types unknown to DBN: ${others.join(', ')}.`)
    }
    return { records: headJson(records), unknown }
  }
}
