import type { KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { PANES, type PaneName, type PaneSizes } from '../page/layout-storage.ts'

const MIN_SIZE_PX = 48
/** A pane leaves at least this share of the window to the heatmap. */
const MAX_SHARE = 0.6
/** What an arrow key moves. */
const STEP_PX = 16

const NAMES: Readonly<Record<PaneName, string>> = {
  ladder: 'ladder',
  hedge: 'hedging',
  prints: 'prints',
  smile: 'smile',
  gex: 'gamma',
  lines: 'lines',
}

export interface PaneHandlesProps {
  /** As the page shows them: "ladder gamma". */
  readonly panels: string
  readonly sizes: PaneSizes
  readonly onSizes: (sizes: PaneSizes) => void
}

/** The edges of the panels, to be dragged or moved by arrow keys; a double click resets one. */
export function PaneHandles({ panels, sizes, onSizes }: PaneHandlesProps): ReactNode {
  const shown = panels.split(' ')
  return PANES.filter((name) => shown.includes(name === 'gex' ? 'gamma' : name)).map((name) => {
    const isHeight = name === 'lines'
    const resize = (size: number) => {
      const most = MAX_SHARE * (isHeight ? innerHeight : innerWidth)
      onSizes({ ...sizes, [name]: Math.round(Math.min(Math.max(size, MIN_SIZE_PX), most)) })
    }
    const drag = (event: PointerEvent<HTMLElement>) => {
      if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
      // The pane's other edge stays where it is.
      const { right, bottom } = paneBox(event.currentTarget, name)
      resize(isHeight ? bottom - event.clientY : right - event.clientX)
    }
    const step = (event: KeyboardEvent<HTMLElement>) => {
      const [more, less] = isHeight ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight']
      if (event.key !== more && event.key !== less) return
      event.preventDefault()
      const { width, height } = paneBox(event.currentTarget, name)
      resize((isHeight ? height : width) + (event.key === more ? STEP_PX : -STEP_PX))
    }
    const reset = () => {
      const { [name]: _, ...others } = sizes
      onSizes(others)
    }
    return (
      <div
        key={name}
        className="pane-handle"
        data-pane={name}
        role="slider"
        tabIndex={0}
        aria-label={`Size of ${NAMES[name]}`}
        aria-orientation={isHeight ? 'vertical' : 'horizontal'}
        aria-valuemin={MIN_SIZE_PX}
        aria-valuemax={Math.round(MAX_SHARE * (isHeight ? innerHeight : innerWidth))}
        aria-valuenow={sizes[name] ?? MIN_SIZE_PX}
        aria-valuetext={sizes[name] === undefined ? 'as the page has it' : `${sizes[name]} pixels`}
        title="Drag; double click resets"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={step}
        onDoubleClick={reset}
      />
    )
  })
}

function paneBox(handle: HTMLElement, name: PaneName): DOMRect {
  const pane = handle.parentElement?.querySelector(`.${name}`) ?? handle
  return pane.getBoundingClientRect()
}

/** The sizes as the variables that the layout takes. */
export function sizeStyle(sizes: PaneSizes): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [`--own-${name}`, `${size}px`]),
  )
}
