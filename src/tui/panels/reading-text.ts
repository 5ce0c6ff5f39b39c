import { readCell, type SideReading } from '../../player/cell-reading.ts'
import { clockText } from '../../player/clock-text.ts'
import { NO_TICK } from '../../player/day-line.ts'
import { whatText } from '../../player/event-text.ts'
import type { Picture } from '../../player/player.ts'
import { priceText, signed } from '../../player/price-text.ts'

/** The crosshair's values in one line. */
export function readingText({ crosshair, columns, heatmap, day }: Picture): string | undefined {
  if (!crosshair) return undefined
  const at = columns.length - 1 - crosshair.column
  const column = columns[at]
  if (!column || column.spot === NO_TICK) return 'crosshair: no data here'
  const tick = heatmap.tickAt(at, crosshair.cell)
  const reading = readCell(column, tick, day.maxRelTicks)
  const place = `${clockText(reading.last)}  ${priceText(tick, day.tickSize, day.priceParts)}  ${signed(reading.relTicks)} ticks`
  if (!reading.isRecorded) return `${place}  beyond ±${day.maxRelTicks} ticks: not recorded`
  if (reading.isMissing) return `${place}  not recorded: the connection was cut`
  const sides = [sideText('ask', reading.asks), sideText('bid', reading.bids)].filter(Boolean)
  const validity = reading.isValid ? '' : '  (not valid)'
  const events = reading.events.map((event) => `  ${whatText(event, day)}`).join('')
  return `${place}${events}  ${sides.join('   ') || 'nothing stood here'}${validity}`
}

function sideText(name: string, side: SideReading): string {
  const { depth, add, pull, fill, hidden, vacuum } = side
  if (depth + add + pull + fill + hidden === 0) return ''
  const parts = [`${name} ${depth}`, `add ${add}`, `pull ${pull}`, `fill ${fill}`]
  if (hidden > 0) parts.push(`hidden ${hidden}`)
  if (vacuum > 0) parts.push(`vacuum ${vacuum.toFixed(3)}`)
  return parts.join('  ')
}
