import { hex } from '../../player/colour.ts'
import { ATTRIBUTE, type CellBuffer, DEFAULT_COLOUR } from '../painter/cells.ts'

/** A cell's size, and the baseline of its glyph. */
const CELL_WIDTH_PX = 8
const CELL_HEIGHT_PX = 17
const BASELINE_PX = 13
const FONT_SIZE_PX = 13.3

const BLOCKS: Readonly<Record<number, readonly [x: number, y: number, w: number, h: number]>> = {
  9600: [0, 0, 1, 0.5], // ▀
  9604: [0, 0.5, 1, 0.5], // ▄
  9608: [0, 0, 1, 1], // █
}
/** ▁ to ▇ grow by eighths; ▉ to ▏ shrink by eighths. */
const LOWER_EIGHTHS = 0x2581
const LEFT_EIGHTHS = 0x2589

/**
 * A frame as SVG. Block glyphs are drawn as rectangles, since fonts leave gaps between them.
 *
 * @param colour, background replace the terminal's defaults
 */
export function frameSvg(cells: CellBuffer, colour: number, background: number): string {
  const width = cells.columns * CELL_WIDTH_PX
  const height = cells.rows * CELL_HEIGHT_PX
  const colourOr = (value: number, instead: number) =>
    hex(value === DEFAULT_COLOUR ? instead : value)
  const rects: string[] = []
  const texts: string[] = []
  for (let row = 0; row < cells.rows; row++) {
    for (let column = 0; column < cells.columns; ) {
      const index = row * cells.columns + column
      const shade = colourOr(cells.background[index], background)
      let end = column + 1
      while (
        end < cells.columns &&
        colourOr(cells.background[row * cells.columns + end], background) === shade
      )
        end++
      if (shade !== hex(background)) rects.push(rect(column, row, 0, 0, end - column, 1, shade))
      column = end
    }
    for (let column = 0; column < cells.columns; ) {
      const index = row * cells.columns + column
      const glyph = cells.glyph[index]
      const fill = colourOr(cells.colour[index], colour)
      const block = blockOf(glyph)
      if (block) {
        rects.push(rect(column, row, ...block, fill))
        column++
        continue
      }
      let end = column
      let text = ''
      while (
        end < cells.columns &&
        !blockOf(cells.glyph[row * cells.columns + end]) &&
        colourOr(cells.colour[row * cells.columns + end], colour) === fill &&
        cells.attributes[row * cells.columns + end] === cells.attributes[index]
      ) {
        text += String.fromCodePoint(cells.glyph[row * cells.columns + end])
        end++
      }
      if (text.trim()) texts.push(textAt(column, row, text, fill, cells.attributes[index]))
      column = end
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="${hex(background)}"/>`,
    `<g shape-rendering="crispEdges">${rects.join('')}</g>`,
    `<g font-family="ui-monospace,'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${FONT_SIZE_PX}" xml:space="preserve">${texts.join('')}</g>`,
    '</svg>\n',
  ].join('\n')
}

function blockOf(glyph: number): readonly [number, number, number, number] | undefined {
  if (glyph >= LOWER_EIGHTHS && glyph < LOWER_EIGHTHS + 7 && !BLOCKS[glyph]) {
    const eighths = (glyph - LOWER_EIGHTHS + 1) / 8
    return [0, 1 - eighths, 1, eighths]
  }
  if (glyph >= LEFT_EIGHTHS && glyph < LEFT_EIGHTHS + 7) {
    return [0, 0, (7 - (glyph - LEFT_EIGHTHS)) / 8, 1]
  }
  return BLOCKS[glyph]
}

function rect(
  column: number,
  row: number,
  x: number,
  y: number,
  columns: number,
  rows: number,
  fill: string,
): string {
  return `<rect x="${(column + x) * CELL_WIDTH_PX}" y="${(row + y) * CELL_HEIGHT_PX}" width="${columns * CELL_WIDTH_PX}" height="${rows * CELL_HEIGHT_PX}" fill="${fill}"/>`
}

function textAt(
  column: number,
  row: number,
  text: string,
  fill: string,
  attributes: number,
): string {
  const weight = attributes & ATTRIBUTE.bold ? ' font-weight="bold"' : ''
  const line = attributes & ATTRIBUTE.underline ? ' text-decoration="underline"' : ''
  // Each glyph is positioned on its own: fonts differ in width.
  const positions = [...text].map((_, at) => (column + at) * CELL_WIDTH_PX).join(' ')
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<text x="${positions}" y="${row * CELL_HEIGHT_PX + BASELINE_PX}" fill="${fill}"${weight}${line}>${escaped}</text>`
}
