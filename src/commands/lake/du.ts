import { BaseCommand } from '../../cli/base-command.ts'
import { bytes, count, formatColumns } from '../../cli/columns.ts'
import { lakeUsage } from '../../lake/care/usage.ts'

export default class Du extends BaseCommand {
  static override summary = 'Print what each dataset of the lake takes.'
  static override examples = ['<%= config.bin %> <%= command.id %> --lake s3://desk/lake']

  async run() {
    const { flags } = await this.parse(Du)
    const usage = await lakeUsage(await this.openLake(flags))
    const { datasets, unnamedBytes, rawBytes } = usage
    const total = datasets.reduce((sum, each) => sum + each.bytes, 0) + unnamedBytes + rawBytes
    const rows = datasets.map((each) => [
      each.dataset,
      count(each.partitions),
      count(each.rows),
      bytes(each.bytes),
    ])
    rows.push(['raw files', '', '', bytes(rawBytes)])
    rows.push(['parts that no manifest names', '', '', bytes(unnamedBytes)])
    rows.push(['total', '', '', bytes(total)])
    this.log(formatColumns(rows, ['dataset', 'partitions', 'rows', 'size']))
    return usage
  }
}
