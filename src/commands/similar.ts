import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { readChart } from '../chart/chart.ts'
import { contactSheetSvg, TILE_LAYOUT, type Tile } from '../chart/contact-sheet.ts'
import { timeRangeOf } from '../chart/time-range.ts'
import { BaseCommand } from '../cli/base-command.ts'
import { bytes } from '../cli/columns.ts'
import { dtFlag, symbolFlag } from '../cli/flags.ts'
import { assertWritable, writeOutput } from '../cli/output-file.ts'
import { prose } from '../cli/prose.ts'
import { settingFlags } from '../cli/setting-flags.ts'
import { formatSimilar, outcomeText } from '../cli/similar-view.ts'
import type { Lake } from '../lake/paths.ts'
import { parseDates } from '../market/dates.ts'
import { findTargets } from '../pipeline/targets.ts'
import { LakeSeconds } from '../seconds/lake-seconds.ts'
import type { Target } from '../stages/stage.ts'
import { openDay } from '../tui/open-day.ts'
import { findSimilar } from '../vectors/find-similar.ts'

/** A picture shows so much before and after its moment. */
const PICTURE_SECONDS = 300
const MIN_ROW_HEIGHT_PX = 3
const PICTURE_TICKS = 8

export default class Similar extends BaseCommand {
  static override summary = 'Find the moments that looked most like one, and what came then.'
  static override description =
    prose`Compares one second with every second of the days: order flow, pulling, shape of the book, motion,
hedging, over up to a minute. Each feature is scaled by how much it varied in the 5
sessions before, and each family of features counts the same. Only moments whose outcome, 5 minutes, was known
at the time are shown, unless --look-ahead is given; none is within 10 minutes of the moment or of another.
Whether such a likeness predicts anything is another question, for spymaster study.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --symbol ES --dt 2026-01-09 --at 10:14:30 -k 10 --out similar.png',
  ]
  static override flags = {
    symbol: symbolFlag,
    dt: dtFlag,
    at: Flags.string({ description: 'the moment: 10:14:30 New York time', required: true }),
    days: Flags.string({
      description: 'trading dates to search: a list A,B or a range A:B; default: all up to the day',
    }),
    count: Flags.integer({
      char: 'k',
      description: 'moments wanted',
      default: 20,
      min: 1,
      max: 100,
    }),
    'look-ahead': Flags.boolean({
      description: 'also moments whose outcome was not known at the time',
    }),
    out: Flags.string({ description: 'draw the moments into this PNG file' }),
    overwrite: Flags.boolean({ description: 'replace the file' }),
    theme: settingFlags.theme,
  }

  async run() {
    const { flags } = await this.parse(Similar)
    const { out, theme, count, at } = flags
    if (out !== undefined) await assertWritable('--out', out, flags.overwrite)
    const lake = await this.openLake(flags)
    const day = await openDay(lake, flags.symbol, flags.dt)
    const query: Target = { symbol: day.day.symbol, dt: day.day.dt }
    const second = timeRangeOf(day.day, at, '1s').from
    await day.close()
    const dates = flags.days === undefined ? undefined : parseDates(flags.days)
    const symbol = flags.symbol ?? query.symbol
    const { targets } = await findTargets(lake, { symbol, dates })
    const looksAhead = flags['look-ahead']
    const searched = targets.filter(({ dt }) => looksAhead || dt <= query.dt)
    const request = { query, second, targets: searched, count, looksAhead }
    const found = await findSimilar(lake, request, this.signal)
    this.log(formatSimilar(found))
    if (out !== undefined) {
      const tiles = [await tileOf(lake, { ...query, second }, 'the moment', theme)]
      for (const [index, moment] of found.moments.entries()) {
        const caption = `${index + 1}. ${outcomeText(moment.outcome)}`
        tiles.push(await tileOf(lake, moment, caption, theme))
      }
      const { chartPng } = await import('../chart/chart-png.ts')
      const picture = await chartPng(contactSheetSvg(tiles, theme))
      await writeOutput(out, picture)
      this.log(`${out}: ${bytes(picture.byteLength)}`)
    }
    return { ...request, ...found, ...(out !== undefined && { out: resolve(out) }) }
  }
}

/** The minutes around a moment, cut at the ends of its day. */
async function tileOf(
  lake: Lake,
  { symbol, dt, second }: Target & { readonly second: number },
  caption: string,
  theme: 'dark' | 'light',
): Promise<Tile> {
  const source = await LakeSeconds.ofFinalTables(lake, symbol, dt)
  try {
    const { firstEndSecond, lastEndSecond } = source.day
    const chart = await readChart(source, {
      from: Math.max(second - PICTURE_SECONDS, firstEndSecond - 1),
      to: Math.min(second + PICTURE_SECONDS, lastEndSecond),
      theme,
      ticks: PICTURE_TICKS,
      maxColumns: TILE_LAYOUT.heat.width,
      maxCells: Math.floor(TILE_LAYOUT.heat.height / MIN_ROW_HEIGHT_PX),
    })
    return { chart, second, caption }
  } finally {
    await source.close()
  }
}
