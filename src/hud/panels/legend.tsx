import type { ReactNode } from 'react'
import { hex } from '../../player/colour.ts'
import { legendOf } from '../../player/legend.ts'
import { paletteOf } from '../../player/palette.ts'
import { shortNumber } from '../../player/series.ts'
import type { HudPicture } from '../picture.ts'

/** The legend of colours and dots. */
export function Legend({ picture }: { readonly picture: HudPicture | undefined }): ReactNode {
  if (!picture) return <ul className="legend" aria-label="Colours" />
  const { view, scale } = picture
  return (
    <ul className="legend" aria-label="Colours">
      {legendOf(view.layer, scale, paletteOf(view)).map(({ ramps, low, high }) => (
        <li key={ramps[0].name}>
          {ramps.map(({ name, ramp }) => (
            <span key={name}>
              {name} <i style={{ backgroundImage: gradient(ramp) }} aria-hidden="true" />{' '}
            </span>
          ))}
          <small>{`${low} to ${high}`}</small>
        </li>
      ))}
      {view.trades && (
        <>
          <li>
            <i className="dot buyer" aria-hidden="true" /> bought
          </li>
          <li>
            <i className="dot seller" aria-hidden="true" /> sold{' '}
            <small>large ≥ {shortNumber(scale.largeTrade)}</small>
          </li>
        </>
      )}
      <li>
        <i className="hatch" aria-hidden="true" /> not recorded
      </li>
    </ul>
  )
}

function gradient(ramp: Uint32Array): string {
  const stops = Array.from({ length: 9 }, (_, at) => {
    return hex(ramp[Math.round((at / 8) * (ramp.length - 1))])
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}
