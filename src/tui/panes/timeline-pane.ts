import { exchangeSecondOfDay } from '../../player/clock-text.ts'
import { NO_TICK } from '../../player/day-line.ts'
import type { EventKind } from '../../player/event-text.ts'
import type { Picture } from '../../player/player.ts'
import type { DayDescription } from '../../seconds/second.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

const BARS = [...'▁▂▃▄▅▆▇█']
const ASCII_BARS = [...'_..--=+#']
/** Width of a time at either end. */
const CLOCK_COLUMNS = 6

/** The day's second at a column of the timeline. */
export function timelineSecond(
  rect: Rect,
  column: number,
  { firstEndSecond, lastEndSecond }: DayDescription,
): number {
  const { from, columns } = trackOf(rect)
  const share = Math.min(Math.max((column - from + 0.5) / columns, 0), 1)
  return Math.round(firstEndSecond + share * (lastEndSecond - firstEndSecond))
}

/** Paints the day in one row: spot, notable events, what is in view, the position. */
export function paintTimeline(cells: CellBuffer, rect: Rect, picture: Picture, theme: Theme): void {
  const { day, line, events, second, columns, mark } = picture
  const { from, columns: width } = trackOf(rect)
  const { firstEndSecond, lastEndSecond } = day
  const length = Math.max(lastEndSecond - firstEndSecond, 1)
  const columnOf = (at: number) =>
    from + Math.min(Math.floor(((at - firstEndSecond) / length) * width), width - 1)
  const dim = { colour: theme.dim }
  cells.write(rect.column, rect.row, minuteText(firstEndSecond - 1), dim)
  cells.writeRight(rect.column + rect.columns, rect.row, minuteText(lastEndSecond), dim)
  const bars = theme.capabilities.utf8 ? BARS : ASCII_BARS
  for (const [at, height] of spotHeights(line.spot, width, bars.length - 1).entries()) {
    if (Number.isNaN(height)) continue
    cells.write(from + at, rect.row, bars[Math.round(height)], { colour: theme.faint })
  }
  const oldest = columns.find((column) => column !== undefined)?.first ?? second
  for (let column = columnOf(oldest); column <= columnOf(second); column++) {
    cells.colour[rect.row * cells.columns + column] = theme.dim
  }
  for (const { second: at, kind } of events) {
    cells.write(columnOf(at), rect.row, '╿', { colour: eventColour(kind, theme) })
  }
  if (mark !== undefined) cells.write(columnOf(mark), rect.row, '◆', { colour: theme.accent })
  const style = { colour: theme.accent, attributes: ATTRIBUTE.bold }
  cells.write(columnOf(second), rect.row, '┃', style)
}

/** The colour of an event. */
export function eventColour(kind: EventKind, theme: Theme): number {
  switch (kind) {
    case 'alert':
      return theme.warning
    case 'vacuum':
      return theme.vacuum[38]
    case 'wall gone':
      return theme.pulled[36]
    case 'through a wall':
    case 'sweep':
    case 'stop run':
      return theme.accent
    case 'through a level':
      return theme.level
    case 'absorption':
    case 'iceberg':
    case 'possible iceberg':
      return theme.added[36]
  }
}

function trackOf({ column, columns }: Rect): { from: number; columns: number } {
  return { from: column + CLOCK_COLUMNS, columns: columns - 2 * CLOCK_COLUMNS }
}

function minuteText(second: number): string {
  const minute = Math.floor(exchangeSecondOfDay(second) / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** The last spot within each column, scaled to 0..top; NaN where none is loaded. */
function spotHeights(spots: Int32Array, width: number, top: number): number[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let index = 0; index < spots.length; index++) {
    if (spots[index] === NO_TICK) continue
    if (spots[index] < least) least = spots[index]
    if (spots[index] > most) most = spots[index]
  }
  return Array.from({ length: width }, (_, at) => {
    const end = Math.min(Math.floor(((at + 1) / width) * spots.length), spots.length - 1)
    const spot = spots[end]
    return spot === NO_TICK ? Number.NaN : ((spot - least) / (most - least || 1)) * top
  })
}
