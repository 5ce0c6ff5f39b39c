import { type ReactNode, useEffect, useRef } from 'react'
import { clockText } from '../../player/clock-text.ts'
import { priceText } from '../../player/price-text.ts'
import { attachPointer } from '../page/pointer.ts'
import { useHud } from '../page/use-hud.ts'
import type { HudPicture } from '../picture.ts'
import { Icon } from './icon.tsx'

/** The heatmap's canvas with level labels and pointer handling. */
export function Plot({ picture }: { readonly picture: HudPicture | undefined }): ReactNode {
  const hud = useHud()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!canvas.current) return
    const detach = hud.attach(canvas.current)
    const release = attachPointer(canvas.current, hud)
    return () => {
      release()
      detach()
    }
  }, [hud])
  return (
    <div className="plot">
      <canvas ref={canvas} className="heatmap" role="img" aria-label={labelOf(picture)} />
      {picture && <LevelLabels picture={picture} />}
      {picture && !picture.isFollowing && (
        <button type="button" className="newest" onClick={() => hud.follow()} title="Escape">
          back to {clockText(picture.second)} <Icon name="right" />
        </button>
      )}
    </div>
  )
}

function labelOf(picture: HudPicture | undefined): string {
  if (!picture) return 'Heatmap: nothing yet'
  const { day, viewport, view } = picture
  const { from, to } = viewport.seconds
  const { low, high } = viewport.ticks
  const prices = [low, high].map((tick) => priceText(tick, day.tickSize)).join(' to ')
  return `Heatmap of ${day.symbol}, ${view.layer}: prices ${prices}, ${clockText(from)} to ${clockText(to)}`
}

/** Level labels at the heatmap's left edge; the most important where several would overlap. */
function LevelLabels({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { levels, viewport, day } = picture
  const taken: number[] = []
  const shown = levels.filter(({ tick }) => {
    const y = viewport.tickToY(tick)
    const isFree = taken.every((other) => Math.abs(other - y) >= LABEL_HEIGHT_PX)
    const isWhole = y >= LABEL_HEIGHT_PX / 2 && y <= viewport.height - LABEL_HEIGHT_PX / 2
    if (!isWhole || !isFree) return false
    taken.push(y)
    return true
  })
  return (
    <ul className="levels" aria-label="Session levels in view">
      {shown.map(({ label, tick }) => (
        <li
          key={label}
          title={priceText(tick, day.tickSize)}
          style={{ transform: `translateY(calc(${viewport.tickToY(tick)}px - 50%))` }}
        >
          {label}
        </li>
      ))}
    </ul>
  )
}

/** Minimum distance between labels, CSS pixels. */
const LABEL_HEIGHT_PX = 15
