import { useEffect } from 'react'
import type { HudSnapshot } from '../picture.ts'
import { addressOf, choiceOf } from './address.ts'
import { useHud } from './use-hud.ts'

/** While it plays, the address follows so often: browsers refuse more than a few changes a second. */
const FOLLOW_SECONDS = 5

/**
 * Keeps the page's address to what is seen, so that a link reopens it: a day that is chosen is a
 * step of the browser's history, the second within it is not. Back and forward go between days.
 */
export function useAddress({ choice, picture, connection }: HudSnapshot): void {
  const hud = useHud()
  const day = picture?.day
  // A root that is asked for, ES, is a contract that is shown, ESH6.
  const isShown = day?.dt === choice?.dt && day?.symbol.startsWith(choice?.symbol ?? '')
  const second = picture?.second ?? 0
  const isStill = connection.phase === 'paused' || connection.phase === 'ended'
  const at = isStill ? second : second - (second % FOLLOW_SECONDS)
  const { symbol, dt } = (isShown && day) || {}

  useEffect(() => {
    if (symbol === undefined || dt === undefined) return
    const url = new URL(location.href)
    const { symbol: before, dt: dateBefore } = choiceOf(url)
    const isOther = before !== undefined && dateBefore !== undefined
    const isThere = before === symbol && dateBefore === dt
    const address = addressOf(url, symbol, dt, at)
    if (isOther && !isThere) history.pushState(undefined, '', address)
    else history.replaceState(undefined, '', address)
    document.title = `${symbol} ${dt} · Spymaster`
  }, [symbol, dt, at])

  useEffect(() => {
    const back = () => {
      hud.choose(choiceOf(new URL(location.href)))
    }
    addEventListener('popstate', back)
    return () => removeEventListener('popstate', back)
  }, [hud])
}
