import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { chartWishFrom, writeChart } from '../cli/chart-file.ts'
import { bytes } from '../cli/columns.ts'
import { dtFlag, priceFormatFlag, symbolFlag } from '../cli/flags.ts'
import { assertOutput } from '../cli/output-file.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { LAYERS } from '../player/view.ts'
import { openDay } from '../tui/open-day.ts'

export default class Render extends BaseCommand {
  static override summary = 'Draw a stretch of a day as a chart: SVG or PNG.'
  static override description =
    prose`The heatmap with prices and the exchange's clock, best bid and ask, spot, trades, the session's
levels, volume, and gamma exposure beside it where the day has options; for a notebook or a chat.
What is in the file at --out stays, unless --overwrite says otherwise.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06 --at 09:35 --span 5m --out heat.png',
    '<%= config.bin %> <%= command.id %> --layer balance --theme light --span all --out day.svg',
  ]
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    out: Flags.string({ description: 'file to write, .svg or .png', required: true }),
    at: Flags.string({ description: "where it begins: 09:35, exchange time, or 30%; the day's" }),
    span: Flags.string({ description: 'how long it is: 90s, 5m, 1h30m or all', default: '10m' }),
    layer: Flags.option({ description: "what is shown; the day's", options: LAYERS })(),
    theme: settingFlags.theme,
    'price-format': priceFormatFlag,
    size: Flags.string({ description: 'pixels', default: '1600x900' }),
    ticks: Flags.integer({
      description: 'ticks shown above the highest price and below the lowest',
      default: 24,
      min: 1,
      max: 2000,
    }),
    levels: Flags.string({
      description: 'session levels: all, none, or some like vwap,session_high',
      default: 'all',
    }),
    overwrite: Flags.boolean({ description: 'replace the file' }),
  }

  async run() {
    const { flags } = await this.parse(Render)
    const wish = chartWishFrom(flags)
    await assertOutput('--out', flags.out, flags.overwrite)
    const lake = await this.openLake(flags)
    const source = await openDay(lake, flags.symbol, flags.dt, flags['price-format'])
    try {
      const { chart, bytes: size } = await writeChart(source, flags, wish)
      this.log(`${flags.out}: ${wish.width} × ${wish.height}, ${bytes(size)}`)
      const { from, to, view } = chart
      return { day: source.day, out: resolve(flags.out), bytes: size, from, to, view }
    } finally {
      await source.close()
    }
  }
}
