import { useEffect, useState } from 'react'
import { systemClock } from '../../clock.ts'
import type { Connection, HudSnapshot } from '../picture.ts'

const SHOWN_MS = 5000
const CONNECTED_PHASES: readonly Connection['phase'][] = ['live', 'paused', 'ended']

/** A message shown for a while: the result of a key, or a change of the connection. */
export function useMessage({ connection }: HudSnapshot): [string, (text: string) => void] {
  const [message, setMessage] = useState('')
  useEffect(() => {
    if (message === '') return
    const timer = systemClock.timeout(SHOWN_MS, () => setMessage(''))
    return () => timer.cancel()
  }, [message])
  const { phase } = connection
  const [before, setBefore] = useState(phase)
  const [isLost, setLost] = useState(false)
  if (before !== phase) {
    setBefore(phase)
    if (phase === 'retrying') setLost(true)
    else if (isLost && CONNECTED_PHASES.includes(phase)) {
      setLost(false)
      setMessage('connected again')
    } else if (phase === 'ended') setMessage('end of day')
  }
  return [message, setMessage]
}
