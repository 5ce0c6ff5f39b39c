import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { chartOptionsFrom, HEDGE_LAYER, writeChart } from '../cli/chart-file.ts'
import { bytes } from '../cli/columns.ts'
import { dtFlag, priceFormatFlag, symbolFlag } from '../cli/flags.ts'
import { assertWritable } from '../cli/output-file.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { LAYERS } from '../player/view.ts'
import { openDay } from '../tui/open-day.ts'

export default class Render extends BaseCommand {
  static override summary = 'Draw part of a day as a chart: SVG or PNG.'
  static override description =
    prose`Draws the heatmap with prices and New York time, best bid and ask, spot, trades, session levels and
volume, and beside it gamma exposure where the day has options. The layer hedge shows what dealers must
trade at each price beside the depth that stands there, and below it the pressure of that. An existing file at --out is kept
unless --overwrite is given.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ESH6 --dt 2026-01-06 --at 09:35 --span 5m --out heat.png',
    '<%= config.bin %> <%= command.id %> --layer balance --theme light --span all --out day.svg',
  ]
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    out: Flags.string({ description: 'file to write, .svg or .png', required: true }),
    at: Flags.string({
      description: "start: 09:35 New York time, or 30%; default: the day's start",
    }),
    span: Flags.string({ description: 'length: 90s, 5m, 1h30m or all', default: '10m' }),
    layer: Flags.option({
      description: "layer to draw; default: the day's",
      options: [...LAYERS, HEDGE_LAYER],
    })(),
    theme: settingFlags.theme,
    ramps: settingFlags.ramps,
    'vacuum-floor': settingFlags['vacuum-floor'],
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
    const options = chartOptionsFrom(flags)
    await assertWritable('--out', flags.out, flags.overwrite)
    const lake = await this.openLake(flags)
    const source = await openDay(lake, flags.symbol, flags.dt, flags['price-format'])
    try {
      const { chart, bytes: size } = await writeChart(source, flags, options)
      this.log(`${flags.out}: ${options.width} × ${options.height}, ${bytes(size)}`)
      const { from, to, view } = chart
      return { day: source.day, out: resolve(flags.out), bytes: size, from, to, view }
    } finally {
      await source.close()
    }
  }
}
