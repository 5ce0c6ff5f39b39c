import { useEffect, useState } from 'react'
import type { HudSnapshot } from '../picture.ts'

const SHOWN_MS = 5000

/** Something to say for a while: what a key did, and what became of the connection. */
export function useMessage({ connection }: HudSnapshot): [string, (text: string) => void] {
  const [message, setMessage] = useState('')
  useEffect(() => {
    if (message === '') return
    const timer = setTimeout(() => setMessage(''), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [message])
  const [before, setBefore] = useState(connection.phase)
  if (before !== connection.phase) {
    setBefore(connection.phase)
    if (before === 'retrying' && connection.phase === 'live') setMessage('connected again')
    if (connection.phase === 'ended') setMessage('end of day')
  }
  return [message, setMessage]
}
