import { renderToString } from 'ink'
import type { ReactNode } from 'react'
import { parseAnsi } from '../painter/ansi-text.ts'
import type { CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** A panel's Ink component. */
export type PanelView<Props extends object> = (props: Props, theme: Theme) => ReactNode

/** A part of the screen laid out by Ink, rendered again only when its properties change. */
export class Panel<Props extends object> {
  readonly #view: PanelView<Props>
  #key = ''
  #theme: Theme | undefined
  #cells: CellBuffer | undefined

  constructor(view: PanelView<Props>) {
    this.#view = view
  }

  /** The panel's cells; properties are compared as JSON. */
  cells(props: Props, columns: number, rows: number, theme: Theme): CellBuffer {
    const key = JSON.stringify([props, columns, rows])
    if (!this.#cells || key !== this.#key || theme !== this.#theme) {
      const text = renderToString(this.#view(props, theme), { columns })
      this.#cells = parseAnsi(text, columns, rows, theme.text, theme.background)
      this.#key = key
      this.#theme = theme
    }
    return this.#cells
  }
}
