import { exchangeSecondOfDay } from '../../player/clock-text.ts'
import { type DayLine, NO_TICK } from '../../player/day-line.ts'
import type { EventKind } from '../../player/event-text.ts'
import { CLEAR_STEP, type CssColours } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { type DrawingContext, write } from './drawing.tsx'
import { drawLozenge } from './ladder.ts'

/** The cash session, 09:30 to 16:00 New York time, in seconds of the day. */
const CASH_OPEN_S = 34_200
const CASH_CLOSE_S = 57_600
const DAY_SECONDS = 86_400

const LABEL_STEPS_S = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]
const MAX_STEP_S = 14_400

/** x of a second of the day on a timeline of a width. */
export function timelineX({ day }: Pick<HudPicture, 'day'>, second: number, width: number): number {
  const { firstEndSecond, lastEndSecond } = day
  return ((second - firstEndSecond) / Math.max(lastEndSecond - firstEndSecond, 1)) * width
}

/** The second of the day nearest to x. */
export function timelineSecond({ day }: Pick<HudPicture, 'day'>, x: number, width: number): number {
  const { firstEndSecond, lastEndSecond } = day
  const share = Math.min(Math.max(x / width, 0), 1)
  return Math.round(firstEndSecond + share * (lastEndSecond - firstEndSecond))
}

/** The colour of a notable event. */
export function eventInk(kind: EventKind, inks: CssColours): string {
  switch (kind) {
    case 'alert':
      return inks.warning
    case 'vacuum':
      return inks.vacuum[CLEAR_STEP]
    case 'wall gone':
      return inks.pulled[CLEAR_STEP]
    case 'through a wall':
    case 'sweep':
    case 'stop run':
      return inks.accent
    case 'through a level':
      return inks.level
    case 'absorption':
    case 'iceberg':
    case 'possible iceberg':
      return inks.added[CLEAR_STEP]
  }
}

/** Draws the day: cash session, spot, notable events, the range in view and the position. */
export function drawTimeline(sheet: DrawingContext, picture: HudPicture, preview?: number): void {
  const { context, width, height, em, inks } = sheet
  const { day, viewport, second, mark, events, line } = picture
  const labels = 1.5 * em
  const ticks = 0.6 * em
  const floor = height - labels
  const xOf = (at: number) => timelineX({ day }, at, width)
  drawCash(sheet, picture, floor)
  const from = Math.max(xOf(viewport.seconds.from), 0)
  const to = Math.min(xOf(Math.min(viewport.seconds.to, second)), width)
  context.fillStyle = inks.faint
  context.globalAlpha = 0.45
  context.fillRect(from, ticks, Math.max(to - from, 2), floor - ticks)
  context.globalAlpha = 1
  drawSpot(sheet, line, ticks, floor)
  for (const { second: at, kind } of events) {
    context.fillStyle = eventInk(kind, inks)
    context.fillRect(Math.round(xOf(at)), 0, Math.max(em / 6, 1), ticks)
  }
  drawHours(sheet, picture, floor)
  if (mark !== undefined) {
    context.fillStyle = inks.accent
    drawLozenge(context, xOf(mark), ticks, em * 0.42)
  }
  const x = Math.round(xOf(preview ?? second))
  context.fillStyle = inks.accent
  context.fillRect(x - 1, 0, 2, floor)
  context.beginPath()
  context.arc(x, floor, em * 0.36, 0, 2 * Math.PI)
  context.fill()
}

function drawCash(
  { context, width, inks }: DrawingContext,
  { day }: HudPicture,
  floor: number,
): void {
  const start = exchangeSecondOfDay(day.firstEndSecond)
  const open = day.firstEndSecond + ((CASH_OPEN_S - start + DAY_SECONDS) % DAY_SECONDS)
  // A day may begin within the cash session.
  const isWithin = start >= CASH_OPEN_S && start < CASH_CLOSE_S
  const from = isWithin ? day.firstEndSecond : open
  const to = from + (CASH_CLOSE_S - (isWithin ? start : CASH_OPEN_S))
  const left = Math.max(timelineX({ day }, from, width), 0)
  const right = Math.min(timelineX({ day }, to, width), width)
  if (right <= left) return
  context.fillStyle = inks.canvas
  context.fillRect(left, 0, right - left, floor)
  context.fillStyle = inks.faint
  if (left > 0) context.fillRect(left, 0, 1, floor)
  if (right < width) context.fillRect(right, 0, 1, floor)
}

/** The range of spot within each pixel. */
function drawSpot(
  { context, width, inks }: DrawingContext,
  line: DayLine,
  top: number,
  floor: number,
) {
  const { spot, length } = line
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let index = 0; index < length; index++) {
    if (spot[index] === NO_TICK) continue
    if (spot[index] < least) least = spot[index]
    if (spot[index] > most) most = spot[index]
  }
  const room = floor - top - 4
  const yOf = (tick: number) => floor - 2 - ((tick - least) / (most - least || 1)) * room
  context.fillStyle = inks.dim
  let before = NO_TICK
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x / width) * length)
    const to = Math.max(Math.floor(((x + 1) / width) * length), from + 1)
    let [low, high] = [before, before]
    for (let index = from; index < Math.min(to, length); index++) {
      const tick = spot[index]
      if (tick === NO_TICK) continue
      if (low === NO_TICK || tick < low) low = tick
      if (high === NO_TICK || tick > high) high = tick
      before = tick
    }
    // Nothing is drawn where data is not loaded.
    if (low === NO_TICK || line.isLoaded[from] !== 1) continue
    context.fillRect(x, yOf(high) - 0.5, 1, yOf(low) - yOf(high) + 1)
  }
}

function drawHours(sheet: DrawingContext, { day }: HudPicture, floor: number): void {
  const { context, width, height, em, inks } = sheet
  const seconds = day.lastEndSecond - day.firstEndSecond
  const step =
    LABEL_STEPS_S.find((wanted) => (wanted / Math.max(seconds, 1)) * width >= 6 * em) ?? MAX_STEP_S
  const ahead = (step - (exchangeSecondOfDay(day.firstEndSecond) % step)) % step
  for (let at = day.firstEndSecond + ahead; at <= day.lastEndSecond; at += step) {
    const x = timelineX({ day }, at, width)
    context.fillStyle = inks.faint
    context.fillRect(Math.round(x), floor, 1, (height - floor) * 0.3)
    const clock = exchangeSecondOfDay(at)
    const two = (value: number) => String(value).padStart(2, '0')
    const text = `${two(Math.floor(clock / 3600))}:${two(Math.floor((clock % 3600) / 60))}`
    if (x + 3.4 * em < width) write(sheet, text, x + em / 3, (floor + height) / 2 + 1, inks.dim)
  }
}
