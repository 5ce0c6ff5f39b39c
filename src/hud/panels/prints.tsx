import type { ReactNode } from 'react'
import { clockText } from '../../player/clock-text.ts'
import { priceText } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'

/** Time and sales, newest first. */
export function Prints({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { prints, view, day, scale } = picture
  const head = view.minLots > 0 ? `prints from ${view.minLots} lots` : 'prints'
  return (
    <section className="prints" aria-label="Time and sales">
      <h3>{head}</h3>
      <ol>
        {prints.map(({ second, tick, lots, isBought }) => (
          <li
            key={`${second} ${tick} ${isBought}`}
            className={isBought ? 'up' : 'down'}
            data-large={lots >= scale.largeTrade}
          >
            <time>{clockText(second)}</time>
            <b>{isBought ? `+${lots}` : `−${lots}`}</b>
            <span>{priceText(tick, day.tickSize, day.priceParts)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
