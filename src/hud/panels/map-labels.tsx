import type { ReactNode } from 'react'
import { gammaLabel, gammaLevels } from '../../player/gamma-levels.ts'
import { priceText } from '../../player/price-text.ts'
import { INKS } from '../page/theme.ts'
import type { HudPicture } from '../picture.ts'
import { Icon } from './icon.tsx'

/** Minimum distance between labels, CSS pixels. */
const LABEL_HEIGHT_PX = 15

/** A label at its place; an arrow points to one out of view. */
interface PlacedLabel {
  readonly label: MapLabel
  readonly y: number
  readonly arrow: 'up' | 'down' | undefined
}

interface MapLabel {
  readonly text: string
  readonly tick: number
  readonly ink: string
  readonly isGamma: boolean
}

/**
 * Labels of gamma and session levels with their prices, at the heatmap's left edge; the most
 * important where several would overlap. Gamma levels out of view are at the nearest edge.
 */
export function MapLabels({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { viewport, view } = picture
  if (!view.levels) return null
  const taken: number[] = []
  const shown: PlacedLabel[] = []
  const half = LABEL_HEIGHT_PX / 2
  for (const label of labelsOf(picture)) {
    const wanted = viewport.tickToY(label.tick)
    const arrow = wanted < 0 ? 'up' : wanted > viewport.height ? 'down' : undefined
    if (arrow && !label.isGamma) continue
    let y = Math.min(Math.max(wanted, half), viewport.height - half)
    const isTaken = () => taken.some((other) => Math.abs(other - y) < LABEL_HEIGHT_PX)
    // Those at an edge are stacked.
    while (arrow && isTaken()) y += arrow === 'up' ? LABEL_HEIGHT_PX : -LABEL_HEIGHT_PX
    if (isTaken()) continue
    taken.push(y)
    shown.push({ label, y, arrow })
  }
  return (
    <ul className="levels" aria-label="Levels">
      {shown.map(({ label: { text, ink, isGamma }, y, arrow }) => (
        <li
          key={text}
          data-gamma={isGamma}
          style={{ color: ink, transform: `translateY(calc(${y}px - 50%))` }}
        >
          {arrow && <Icon name={arrow} />} {text}
        </li>
      ))}
    </ul>
  )
}

function labelsOf({ levels, moment, newest, day, view }: HudPicture): MapLabel[] {
  const inks = INKS[view.theme]
  const gamma = gammaLevels(moment.gex, newest, day).map((level) => ({
    text: gammaLabel(level),
    tick: level.tick,
    ink: inks[level.ink],
    isGamma: true,
  }))
  const session = levels.map(({ label, tick }) => ({
    text: `${label} ${priceText(Math.round(tick), day.tickSize, day.priceParts)}`,
    tick,
    ink: inks.level,
    isGamma: false,
  }))
  return [...gamma, ...session]
}
