import { type Colour, hex } from '../player/colour.ts'

/** Pieces of SVG. Lengths are pixels, rounded to a hundredth. */

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** An element; attributes without a value are left out. */
export function element(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : value}"`)
  const opening = `<${name}${written.join('')}`
  return content === undefined ? `${opening}/>` : `${opening}>${content}</${name}>`
}

export interface TextStyle {
  readonly fill: Colour
  readonly size?: number
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly isBold?: boolean
}

/** A line of text, on its baseline. */
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

/** A length as SVG has it: 12.3456 → "12.35". */
export function rounded(value: number): string {
  return `${Math.round(value * 100) / 100}`
}

/** About how wide a text in the chart's font is: DejaVu Sans has wide letters. */
export function widthOf(text: string, size: number): number {
  return [...text].length * size * 0.63
}
