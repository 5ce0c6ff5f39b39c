import { Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { count } from '../../cli/columns.ts'
import { prose } from '../../cli/prose.ts'
import { publishCatalog } from '../../query/ducklake.ts'

export default class Publish extends BaseCommand {
  static override summary = 'Register the Parquet files in a DuckLake catalog, for other programs.'
  static override description =
    prose`The files stay where they are, and the manifests stay what counts: run it again after the pipeline. Tables
are named silver_future_mbo.wall_surface_1s and so on, with columns symbol and dt. DuckDB's extension ducklake is
needed, for a lake on S3 httpfs too: installed in DuckDB, or named with --extension.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ducklake lake.ducklake',
    '<%= config.bin %> <%= command.id %> --ducklake postgres:dbname=catalog --lake s3://desk/lake',
  ]
  static override flags = {
    ducklake: Flags.string({
      description: 'file of the catalog, or postgres: and a connection',
      required: true,
    }),
    extension: Flags.string({
      description: "file of one of DuckDB's extensions",
      multiple: true,
    }),
  }

  async run() {
    const { flags } = await this.parse(Publish)
    const { ducklake: catalog, extension: extensions = [] } = flags
    const published = await publishCatalog(await this.openLake(flags), { catalog, extensions })
    for (const each of published.leftOut) this.logToStderr(`left out ${each}`)
    const tables = Object.entries(published.tables)
    const files = tables.reduce((sum, [, count]) => sum + count, 0)
    this.log(`${catalog}: ${count(tables.length)} tables of ${count(files)} files`)
    return published
  }
}
