import { type ReactNode, useEffect, useRef } from 'react'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * A dialog over the page: it holds the focus, and Escape closes it. Whoever else closes it does so
 * by the element's own `close()`, which gives the focus back to where it was.
 */
export function Dialog({ title, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (!element || element.open) return
    element.showModal()
    // What is to be typed comes before what closes.
    element.querySelector('input')?.focus()
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
