import { useEffect, useRef } from 'react'
import { type Action, actionOf } from '../../player/keys.ts'
import { keyName, needsKey } from './keyboard.ts'

/** Handles keys wherever the focus is, except in elements that need them. */
export function useKeys(act: (action: Action) => unknown): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = keyName(event)
      if (key === undefined || event.defaultPrevented || needsKey(event.target, key)) return
      // An open dialog handles its own keys; ? closes it.
      const dialog = document.querySelector('dialog[open]')
      if (dialog instanceof HTMLDialogElement) {
        if (key === '?') dialog.close()
        return
      }
      const action = actionOf(key)
      if (!action) return
      event.preventDefault()
      latest.current(action)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
