import type { ReactNode } from 'react'
import { shortNumber } from '../../player/series.ts'
import type { HudPicture } from '../picture.ts'

/** Least distance between two numbers, CSS pixels. */
const APART_PX = { x: 34, y: 14 } as const

/** More numbers than this hide the book. */
const MAX_NUMBERS = 12

/** The lots of large trades beside their dots; the largest where several would overlap. */
export function TradeNumbers({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { viewport, largeTrades, view, footprint } = picture
  if (!view.trades || footprint.length > 0) return null
  const shown: { x: number; y: number; lots: number; isBought: boolean }[] = []
  for (const { column, tick, bought, sold } of largeTrades) {
    if (shown.length === MAX_NUMBERS) break
    const x = viewport.columnToX(column + 0.5)
    const y = viewport.tickToY(tick)
    const isInside = x > 0 && x < viewport.width - APART_PX.x && y > 0 && y < viewport.height
    const isFree = shown.every(
      (other) => Math.abs(other.x - x) > APART_PX.x || Math.abs(other.y - y) > APART_PX.y,
    )
    if (isInside && isFree) shown.push({ x, y, lots: bought + sold, isBought: bought >= sold })
  }
  return (
    <ul className="trade-numbers" aria-label="Large trades in view">
      {shown.map(({ x, y, lots, isBought }) => (
        <li
          key={`${x} ${y}`}
          className={isBought ? 'up' : 'down'}
          style={{ transform: `translate(calc(${x}px + 0.7em), calc(${y}px - 50%))` }}
        >
          {shortNumber(lots)}
        </li>
      ))}
    </ul>
  )
}
