import { useEffect } from 'react'
import type { HudSnapshot } from '../picture.ts'
import { addressOf, choiceOf } from './address.ts'
import { useHud } from './use-hud.ts'

/** Update interval of the address while playing: browsers limit changes per second. */
const FOLLOW_SECONDS = 5

/**
 * Keeps the address in sync with the picture, so that a link reopens it. Choosing a day adds a
 * history entry, moving within it does not: back and forward go between days.
 */
export function useAddress({ choice, picture, connection }: HudSnapshot): void {
  const hud = useHud()
  const day = picture?.day
  // The choice may be a root, ES, while the picture is of a contract, ESH6.
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
