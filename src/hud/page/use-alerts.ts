import { useEffect } from 'react'
import { clockText } from '../../player/clock-text.ts'
import type { HudSnapshot } from '../picture.ts'

/** Says each alert that rings, and notifies by the browser where the user has allowed it. */
export function useAlerts({ rung, choice }: HudSnapshot, say: (text: string) => void): void {
  const title = choice?.symbol ?? 'Spymaster'
  useEffect(() => {
    // A new object each time that one rings.
    if (!rung) return
    const text = `${clockText(rung.second)}  alert: ${rung.name}`
    say(text)
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
    const notification = new Notification(title, { body: text })
    notification.onclick = () => window.focus()
  }, [rung, title, say])
}
