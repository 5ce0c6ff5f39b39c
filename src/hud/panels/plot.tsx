import { type ReactNode, useEffect, useRef } from 'react'
import { clockText } from '../../player/clock-text.ts'
import { priceText } from '../../player/price-text.ts'
import { Drawing } from '../drawings/drawing.tsx'
import { drawEventMarks } from '../drawings/event-marks.ts'
import { drawFootprint } from '../drawings/footprint.ts'
import { attachPointer } from '../page/pointer.ts'
import { useHud } from '../page/use-hud.ts'
import type { HudPicture } from '../picture.ts'
import { CrossedBands } from './crossed-bands.tsx'
import { Icon } from './icon.tsx'
import { MapLabels } from './map-labels.tsx'
import { TradeNumbers } from './trade-numbers.tsx'

/** The heatmap's canvas with its labels and pointer handling. */
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
      {picture && <CrossedBands picture={picture} />}
      {picture && (
        <Drawing
          className="event-marks"
          label={overlayLabel(picture)}
          theme={picture.view.theme}
          draw={(sheet) => {
            drawFootprint(sheet, picture)
            drawEventMarks(sheet, picture)
          }}
        />
      )}
      {picture && <TradeNumbers picture={picture} />}
      {picture && <MapLabels picture={picture} />}
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

function overlayLabel({ eventMarks, footprint }: HudPicture): string {
  const marks = `${eventMarks.length} sweeps, icebergs and other events in view`
  return footprint.length > 0 ? `${marks}; footprint of ${footprint.length} cells` : marks
}
