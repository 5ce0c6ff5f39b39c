import { resolve } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count } from '../../cli/columns.ts'
import { dbnSource } from '../../cli/dbn-source.ts'
import { assertWritable, writeOutput } from '../../cli/output-file.ts'
import { prose } from '../../cli/prose.ts'
import { kindName, RECORD_KINDS } from '../../dbn/layout.ts'
import { readDbnTables } from '../../export/dbn-tables.ts'
import { parquetFile } from '../../lake/parquet/table-file.ts'
import type { Table } from '../../table/table.ts'

const NAMES = RECORD_KINDS.map(kindName)

export default class Cat extends BaseCommand {
  static override summary = 'Write all records of a DBN file, of any schema, into a Parquet file.'
  static override description =
    prose`A column a field, with its name and meaning in DBN: times are int64 in ns since the Unix epoch, prices
int64 in units of 1e-9, NULL where they are undefined. No lake is needed. A file of several kinds of records needs
--schema.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> glbx-mdp3-20260106.mbo.dbn.zst --parquet orders.parquet',
    'cat day.dbn.zst | <%= config.bin %> <%= command.id %> - --schema trades --parquet trades.parquet',
  ]
  static override args = {
    file: Args.string({
      description: 'DBN file, or - for stdin',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    parquet: Flags.string({ description: 'file to write', required: true }),
    schema: Flags.option({
      description: 'kind of records to write; default: what the file has',
      options: NAMES,
    })(),
    overwrite: Flags.boolean({ description: 'replace the file' }),
  }

  async run() {
    const { args, flags } = await this.parse(Cat)
    await assertWritable('--parquet', flags.parquet, flags.overwrite)
    const { name, input } = dbnSource(args.file)
    const kind = RECORD_KINDS.find((each) => kindName(each) === flags.schema)
    const { layout, tables } = await readDbnTables(name, { kind, ...(input && { input }) })
    let records = 0
    async function* counted(): AsyncGenerator<Table> {
      for await (const table of tables) {
        records += table.length
        yield table
      }
    }
    await writeOutput(flags.parquet, parquetFile(layout.contract, counted()))
    this.log(`${flags.parquet}: ${count(records)} ${kindName(layout.kind)} records`)
    return { file: resolve(flags.parquet), schema: kindName(layout.kind), records }
  }
}
