import { createHash } from 'node:crypto'
import xterm from '@xterm/headless'
import { colourOf256 } from '../player/xterm-colours.ts'

/** A terminal in memory: what bytes make of a screen. */
export class TerminalScreen {
  readonly #terminal: xterm.Terminal

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  }

  write(bytes: Uint8Array | string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve))
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows)
  }

  get columns(): number {
    return this.#terminal.cols
  }

  get rows(): number {
    return this.#terminal.rows
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate'
  }

  /**
   * A cell as it is shown: glyph, colours as they were sent (−1 the terminal's own) and as they are
   * seen (undefined: the terminal's own), attributes.
   */
  cell(column: number, row: number) {
    const { active } = this.#terminal.buffer
    const cell = active.getLine(active.baseY + row)?.getCell(column)
    if (!cell) throw new Error(`no cell ${column},${row}`)
    return {
      glyph: cell.getChars() || ' ',
      colour: cell.isFgDefault() ? -1 : cell.getFgColor(),
      background: cell.isBgDefault() ? -1 : cell.getBgColor(),
      rgb: rgbOf(cell.isFgDefault(), cell.isFgPalette(), cell.getFgColor()),
      backgroundRgb: rgbOf(cell.isBgDefault(), cell.isBgPalette(), cell.getBgColor()),
      bold: cell.isBold() !== 0,
      underline: cell.isUnderline() !== 0,
    }
  }

  row(row: number): string {
    const { active } = this.#terminal.buffer
    return active.getLine(active.baseY + row)?.translateToString(true) ?? ''
  }

  text(): string {
    return Array.from({ length: this.#terminal.rows }, (_, row) => this.row(row)).join('\n')
  }

  /** Each row's text, and after it eight digits that change with its colours. */
  golden(): string {
    return Array.from({ length: this.#terminal.rows }, (_, row) => {
      const colours = Array.from({ length: this.#terminal.cols }, (_, column) => {
        const { glyph, colour, background, bold, underline } = this.cell(column, row)
        // The colour of a blank is not seen.
        return `${glyph === ' ' ? '' : colour} ${background} ${bold} ${underline}`
      })
      const digest = createHash('sha256').update(colours.join()).digest('hex').slice(0, 8)
      return `${digest} ${this.row(row)}`.trimEnd()
    }).join('\n')
  }
}

function rgbOf(isDefault: boolean, isPalette: boolean, colour: number): number | undefined {
  if (isDefault) return undefined
  return isPalette ? colourOf256(colour) : colour
}
