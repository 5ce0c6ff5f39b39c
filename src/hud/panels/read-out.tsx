import type { ReactNode } from 'react'
import type { SideReading } from '../../player/cell-reading.ts'
import { clockText } from '../../player/clock-text.ts'
import { whatText } from '../../player/event-text.ts'
import { priceText, signed } from '../../player/price-text.ts'
import type { HudPicture } from '../picture.ts'

const NUMBERS: readonly (readonly [name: string, key: keyof SideReading])[] = [
  ['stands', 'depth'],
  ['added', 'add'],
  ['pulled', 'pull'],
  ['filled', 'fill'],
  ['hidden', 'hidden'],
  ['vacuum', 'vacuum'],
]

/** The values of the cell under the crosshair, in the corner away from the pointer. */
export function ReadOut({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { crosshair, viewport, day, line } = picture
  if (!crosshair) return null
  const { x, second, tick, reading } = crosshair
  const corner = x > viewport.width / 2 ? 'left' : 'right'
  const spot = line.spot[line.index(second)]
  return (
    <section className={`read-out ${corner}`} aria-label="Cell" data-testid="read-out">
      <header>
        <b data-testid="read-price">{priceText(tick, day.tickSize)}</b>
        <span>{reading ? signed(reading.relTicks) : ''}</span>
        <time data-testid="read-time">{clockText(second)}</time>
      </header>
      {!reading && <p>{spot === undefined ? 'outside the day' : 'not read yet'}</p>}
      {reading && !reading.isRecorded && (
        <p>not recorded: over {day.maxRelTicks} ticks from spot</p>
      )}
      {reading && (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">lots</span>
              </th>
              <th scope="col" className="bid">
                bids
              </th>
              <th scope="col" className="ask">
                asks
              </th>
            </tr>
          </thead>
          <tbody>
            {NUMBERS.map(([name, key]) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td data-testid={`bids-${key}`}>{numberText(key, reading.bids[key])}</td>
                <td data-testid={`asks-${key}`}>{numberText(key, reading.asks[key])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {reading?.events.map((event) => (
        <p key={`${event.kind} ${event.second} ${event.low}`}>{whatText(event, day)}</p>
      ))}
      {reading && !reading.isValid && (
        <p className="warning">{reading.isMissing ? 'not recorded' : 'second not valid'}</p>
      )}
    </section>
  )
}

function numberText(key: keyof SideReading, value: number): string {
  if (value === 0) return '·'
  return key === 'vacuum' ? value.toFixed(3) : value.toLocaleString('en-US')
}
