import { type Colour, hex } from '../player/colour.ts'

/** Pieces of SVG. Lengths are pixels, rounded to a hundredth. */

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element; undefined attributes are omitted. */
export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? formatLength(value) : value}"`)
  const opening = `<${name}${written.join('')}`
  return content === undefined ? `${opening}/>` : `${opening}>${content}</${name}>`
}

export interface TextStyle {
  readonly fill: Colour
  readonly size?: number
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly isBold?: boolean
}

/** A line of text at its baseline. */
export function label(x: number, y: number, text: string, style: TextStyle): string {
  const { fill, size, anchor, isBold } = style
  return element(
    'text',
    {
      x,
      y,
      fill: hex(fill),
      'font-size': size,
      'text-anchor': anchor === 'start' ? undefined : anchor,
      'font-weight': isBold ? 'bold' : undefined,
    },
    escaped(text),
  )
}

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Formats a length: 12.3456 → "12.35". */
export function formatLength(value: number): string {
  return `${Math.round(value * 100) / 100}`
}

/** Estimated width of a text in DejaVu Sans, which has wide letters. */
export function textWidth(text: string, size: number): number {
  return [...text].length * size * 0.63
}
