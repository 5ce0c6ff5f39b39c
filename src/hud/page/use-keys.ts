import { useEffect, useRef } from 'react'
import { type Action, actionOf } from '../../player/keys.ts'
import { isTaken, keyName } from './keyboard.ts'

/** Does what the keys ask for, wherever the focus is, but for what has keys of its own. */
export function useKeys(act: (action: Action) => unknown): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = keyName(event)
      if (key === undefined || event.defaultPrevented || isTaken(event.target, key)) return
      // A dialog's keys are its own; what opened it closes it too.
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
