import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { type CssColours, INKS } from '../page/theme.ts'

/** A canvas to draw on, in CSS pixels from its top left corner. */
export interface DrawingContext {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  /** Font size of the page's small text, CSS pixels. */
  readonly em: number
  readonly inks: CssColours
}

export interface DrawingProps {
  /** Accessible description. */
  readonly label: string
  readonly theme: keyof typeof INKS
  readonly className?: string
  readonly draw: (sheet: DrawingContext) => void
}

/** A small canvas, redrawn with every picture in device pixels. */
export function Drawing({ label, theme, className, draw }: DrawingProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    if (canvas.current) paint(canvas.current, size.width, size.height, INKS[theme], draw)
  })
  return <canvas ref={canvas} className={className} role="img" aria-label={label} />
}

function paint(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  inks: CssColours,
  draw: DrawingProps['draw'],
): void {
  const context = canvas.getContext('2d')
  if (!context || width === 0 || height === 0) return
  const ratio = devicePixelRatio
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns
    canvas.height = rows
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const { fontSize, fontFamily } = getComputedStyle(canvas)
  const em = Number.parseFloat(fontSize)
  context.font = `${em}px ${fontFamily}`
  context.textBaseline = 'middle'
  draw({ context, width, height, em, inks })
}

/** Writes right-aligned text ending at x. */
export function writeRight(
  { context }: DrawingContext,
  text: string,
  right: number,
  y: number,
  ink: string,
): void {
  context.textAlign = 'right'
  context.fillStyle = ink
  context.fillText(text, right, y)
}

/** Writes left-aligned text starting at x. */
export function write(
  { context }: DrawingContext,
  text: string,
  x: number,
  y: number,
  ink: string,
): void {
  context.textAlign = 'left'
  context.fillStyle = ink
  context.fillText(text, x, y)
}
