import type { Hud } from '../model.ts'

/** Zoom exponent per pixel: one wheel notch zooms by about 1.2. */
const WHEEL_FACTOR = 0.0018
const LINE_PIXELS = 33

/**
 * Handles the pointer on the heatmap: crosshair, drag, wheel zoom (prices with Shift, both with
 * Ctrl or a touchpad pinch), double click to fit, and pinch with two fingers.
 *
 * @returns a function that ends it
 */
export function attachPointer(element: HTMLElement, hud: Hud): () => void {
  const down = new Map<number, { x: number; y: number }>()
  const placeOf = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = element.getBoundingClientRect()
    return { x: clientX - left, y: clientY - top }
  }
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return
    element.setPointerCapture(event.pointerId)
    down.set(event.pointerId, placeOf(event))
  }
  const move = (event: PointerEvent) => {
    const place = placeOf(event)
    const before = down.get(event.pointerId)
    if (!before) {
      hud.setPointer(place)
      return
    }
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1]
    if (other) pinch(hud, before, place, other)
    else hud.pan(place.x - before.x, place.y - before.y)
    down.set(event.pointerId, place)
  }
  const release = ({ pointerId }: PointerEvent) => down.delete(pointerId)
  const leave = () => hud.setPointer(undefined)
  const fit = () => hud.perform('fit')
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    const { deltaX, deltaY, deltaMode, shiftKey, ctrlKey } = event
    const pixels = (deltaY || deltaX) * (deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1)
    // A horizontal swipe on a touchpad pans; its pinch arrives as a small wheel delta with Ctrl.
    if (Math.abs(deltaX) > Math.abs(deltaY) && !shiftKey) {
      hud.pan(-deltaX, 0)
      return
    }
    const factor = Math.exp(-pixels * WHEEL_FACTOR * (ctrlKey && Math.abs(pixels) < 50 ? 5 : 1))
    const { x, y } = placeOf(event)
    hud.zoom(shiftKey ? 1 : factor, shiftKey || ctrlKey ? factor : 1, x, y)
  }
  const listening = new AbortController()
  const { signal } = listening
  element.addEventListener('pointerdown', press, { signal })
  element.addEventListener('pointermove', move, { signal })
  element.addEventListener('pointerup', release, { signal })
  element.addEventListener('pointercancel', release, { signal })
  element.addEventListener('pointerleave', leave, { signal })
  element.addEventListener('dblclick', fit, { signal })
  element.addEventListener('wheel', wheel, { passive: false, signal })
  return () => listening.abort()
}

interface PointerPosition {
  readonly x: number
  readonly y: number
}

/** Zooms by the change of distance between two fingers. */
function pinch(
  hud: Hud,
  before: PointerPosition,
  now: PointerPosition,
  other: PointerPosition,
): void {
  const grown = (from: number, to: number, still: number) =>
    Math.max(Math.abs(to - still), 20) / Math.max(Math.abs(from - still), 20)
  hud.zoom(grown(before.x, now.x, other.x), grown(before.y, now.y, other.y), other.x, other.y)
}
