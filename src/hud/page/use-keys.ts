import { useEffect, useRef } from 'react'
import type { Keys } from '../../player/key-choices.ts'
import type { Action } from '../../player/keys.ts'
import { keyName, needsKey } from './keyboard.ts'

/** Handles keys wherever the focus is, except in elements that need them. */
export function useKeys(act: (action: Action) => unknown, keys: Keys): void {
  const latest = useRef({ act, keys })
  latest.current = { act, keys }
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
      const { act, keys } = latest.current
      const action = keys.actionOf(key)
      // A page cannot quit: Ctrl-C copies.
      if (!action || action === 'quit') return
      event.preventDefault()
      act(action)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
