import { type ReactNode, useEffect, useRef } from 'react'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * A modal dialog; Escape closes it. Always closed by the element's own `close()`, which restores
 * the focus.
 */
export function Dialog({ title, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (!element || element.open) return
    element.showModal()
    // Focus the input field rather than the close button.
    element.querySelector<HTMLInputElement>('input:not([type=checkbox])')?.focus()
  }, [])
  return (
    <dialog ref={dialog} aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
          close
        </button>
      </header>
      {children}
    </dialog>
  )
}
