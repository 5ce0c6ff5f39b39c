import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.ts'
import { prose } from '../../cli/prose.ts'
import { runQuery } from '../../cli/query-output.ts'

export default class Sql extends BaseCommand {
  static override summary = 'Query the lake in SQL.'
  static override description =
    prose`Every dataset is a table named by its key, silver.future_mbo.book_snapshot_1s, or by any unambiguous
ending of it: book_snapshot_1s, future_mbo.mbo. A table has the columns of its contract, symbol and
dt. A time in ns (window_end_ts_ns) also has window_end_utc and window_end_exchange (New York), a price
(best_bid_price_int) also best_bid_price_points; they are NULL where undefined. Tables of seconds have
ts, the end of the second as a timestamp. A query reads only the lake and writes nothing. The files of
the tables that it names are hashed before it runs, each once until it changes; damaged partitions are
named and skipped.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> "select symbol, dt, count(*) as seconds, avg(trade_volume) from book_snapshot_1s group by all"',
    '<%= config.bin %> <%= command.id %> "select window_end_exchange, spot_ref_price_points from book_snapshot_1s where book_valid limit 5" --csv',
    '<%= config.bin %> <%= command.id %> "summarize silver.future_mbo.wall_surface_1s" --json',
    '<%= config.bin %> <%= command.id %> "from session_levels_1s" --parquet levels.parquet',
    '<%= config.bin %> <%= command.id %> "from session_levels_1s" --arrow levels.arrow',
    'echo "show all tables" | <%= config.bin %> <%= command.id %> -',
  ]
  static override args = {
    query: Args.string({
      description: 'one SELECT of DuckDB, or - to read it from stdin',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    rows: Flags.integer({
      char: 'n',
      description: 'how many rows to print, 0 for all',
      default: 40,
      min: 0,
    }),
    csv: Flags.boolean({
      description: 'print CSV',
      exclusive: ['parquet', 'arrow'],
    }),
    parquet: Flags.string({ description: 'write the rows into this Parquet file' }),
    arrow: Flags.string({
      description: 'write the rows into this Arrow IPC file (Feather V2)',
      exclusive: ['parquet'],
    }),
    overwrite: Flags.boolean({
      description: 'replace the file',
      relationships: [{ type: 'some', flags: ['parquet', 'arrow'] }],
    }),
    timeout: Flags.integer({
      description: 'end the query after so many seconds, 0 for never',
      default: 0,
      min: 0,
    }),
    verify: Flags.boolean({
      description: 'hash files before they are read; --no-verify reads them as they are',
      allowNo: true,
      default: true,
    }),
  }

  async run() {
    const { args, flags } = await this.parse(Sql)
    const form = this.jsonEnabled() ? 'json' : flags.csv ? 'csv' : 'columns'
    return runQuery(await this.openLake(flags), {
      query: args.query,
      form,
      rows: flags.rows,
      parquet: flags.parquet,
      arrow: flags.arrow,
      overwrite: flags.overwrite,
      verifies: flags.verify,
      timeout: flags.timeout,
      signal: this.signal,
      print: (text) => this.log(text),
      warn: (text) => this.logToStderr(text),
    })
  }
}
