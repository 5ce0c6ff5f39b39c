import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { systemClock } from '../../clock.ts'
import { NO_TICK } from '../../player/day-line.ts'
import { priceText } from '../../player/price-text.ts'
import { useHud } from '../page/use-hud.ts'
import type { Connection, HudPicture, HudSnapshot } from '../picture.ts'

export interface NoticeProps {
  readonly snapshot: HudSnapshot
  /** Called with the token that the user typed. */
  readonly onToken: (token: string) => void
}

/** A notice in place of the heatmap, or over it. */
export function Notice({ snapshot, onToken }: NoticeProps): ReactNode {
  const { connection, catalog, picture, drawing, trouble } = snapshot
  if (!picture && catalog?.length === 0) return <NoDays />
  if (connection.phase === 'refused')
    return <Refused reason={connection.reason} {...{ snapshot, onToken }} />
  if (connection.phase === 'retrying')
    return <Retrying connection={connection} hasPicture={picture !== undefined} />
  if (!picture) return <Waiting snapshot={snapshot} />
  if (drawing === 'unsupported') {
    return (
      <div className="notice" role="status">
        <h2>The heatmap needs WebGL2, and this browser has none</h2>
        <p>
          Everything beside it works. Hardware acceleration may be switched off in the browser’s
          settings; a current Chrome, Firefox, Edge or Safari has WebGL2.
        </p>
      </div>
    )
  }
  if (drawing === 'lost')
    return <p className="strip">The browser has taken the graphics; waiting to have them back.</p>
  if (trouble !== undefined) return <p className="strip">{trouble}</p>
  return <EmptyBook picture={picture} />
}

function Waiting({ snapshot }: { readonly snapshot: HudSnapshot }): ReactNode {
  const { connection, choice } = snapshot
  const day = choice ? `${choice.symbol} ${choice.dt}` : 'the server'
  return (
    <div className="notice" role="status">
      <h2>{connection.phase === 'loading' ? `Loading ${day}` : `Connecting to ${day}`}</h2>
      <i className="waiting" aria-hidden="true" />
    </div>
  )
}

function NoDays(): ReactNode {
  const hud = useHud()
  return (
    <div className="notice" role="status">
      <h2>The lake has no day to show yet</h2>
      <p>
        Make one beside the server: <code>spymaster pipeline run --raw FILES --symbol ES</code>, or
        a synthetic one: <code>spymaster demo</code>
      </p>
      <button type="button" onClick={() => hud.choose({})}>
        Look again
      </button>
    </div>
  )
}

interface RefusedProps extends NoticeProps {
  readonly reason: string
}

function Refused({ reason, snapshot, onToken }: RefusedProps): ReactNode {
  const hud = useHud()
  const { catalog = [] } = snapshot
  useEffect(() => {
    hud.refreshCatalog()
  }, [hud])
  if (/token/i.test(reason)) return <TokenForm onToken={onToken} />
  return (
    <div className="notice" role="alert">
      <h2>The server does not show this</h2>
      <p>{reason}</p>
      {catalog.length > 0 && <p>It has these days:</p>}
      <ul className="days">
        {catalog.slice(-8).map(({ symbol, dt }) => (
          <li key={`${symbol} ${dt}`}>
            <button type="button" onClick={() => hud.choose({ symbol, dt })}>
              {symbol} {dt}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => hud.retry()}>
        Try again
      </button>
    </div>
  )
}

function TokenForm({ onToken }: Pick<NoticeProps, 'onToken'>): ReactNode {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token === 'string' && token !== '') onToken(token)
  }
  return (
    <form className="notice" onSubmit={submit}>
      <h2>The server asks for its token</h2>
      <label>
        Token <input name="token" type="password" autoComplete="current-password" />
      </label>
      <button type="submit">Connect</button>
    </form>
  )
}

interface RetryingProps {
  readonly connection: Connection & { readonly phase: 'retrying' }
  readonly hasPicture: boolean
}

function Retrying({ connection, hasPicture }: RetryingProps): ReactNode {
  const hud = useHud()
  const { reason, attempt, at } = connection
  const left = useCountdown(at)
  const text = left > 0 ? `Trying again in ${left} s` : 'Trying again'
  return (
    <div className={hasPicture ? 'strip' : 'notice'} role="status">
      <b>{reason}</b>
      <span aria-hidden="true">
        {text}, attempt {attempt}
      </span>
      <button type="button" onClick={() => hud.retry()}>
        Try now
      </button>
    </div>
  )
}

/** Between two looks at a countdown. */
const COUNTDOWN_MS = 250

/** Seconds left until a time, updated while counting down. */
function useCountdown(at: number): number {
  const [now, setNow] = useState(() => systemClock.unixMs())
  useEffect(() => {
    const timer = systemClock.interval(COUNTDOWN_MS, () => setNow(systemClock.unixMs()))
    return () => timer.cancel()
  }, [])
  return Math.max(Math.ceil((at - now) / 1000), 0)
}

/** Explains an empty heatmap, and shows the best quotes. */
function EmptyBook({ picture }: { readonly picture: HudPicture }): ReactNode {
  const { line, second, day } = picture
  const index = line.index(second)
  if ((line.spot[index] ?? NO_TICK) !== NO_TICK) return null
  const [bid, ask] = [line.bid[index] ?? NO_TICK, line.ask[index] ?? NO_TICK]
  const price = (tick: number) => (tick === NO_TICK ? 'none' : priceText(tick, day.tickSize))
  const isCrossed = bid !== NO_TICK && ask !== NO_TICK && bid >= ask
  return (
    <div className="notice">
      <h2>No trade yet, so there is no spot to draw around</h2>
      <p>
        best bid {price(bid)}, best ask {price(ask)}
      </p>
      {isCrossed && <p>The book is crossed: before the opening auction that is normal.</p>}
    </div>
  )
}
