import { renderToString } from 'ink'
import type { ReactNode } from 'react'
import { cellsOf } from '../painter/ansi-text.ts'
import type { Cells } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'

/** What a panel shows, as Ink lays it out. */
export type PanelView<Props extends object> = (props: Props, theme: Theme) => ReactNode

/** A part of the screen that Ink lays out, rendered when what it says changes and not before. */
export class Panel<Props extends object> {
  readonly #view: PanelView<Props>
  #key = ''
  #theme: Theme | undefined
  #cells: Cells | undefined

  constructor(view: PanelView<Props>) {
    this.#view = view
  }

  /** The panel's cells; its properties are compared as JSON. */
  cells(props: Props, columns: number, rows: number, theme: Theme): Cells {
    const key = JSON.stringify([props, columns, rows])
    if (!this.#cells || key !== this.#key || theme !== this.#theme) {
      const text = renderToString(this.#view(props, theme), { columns })
      this.#cells = cellsOf(text, columns, rows, theme.text, theme.background)
      this.#key = key
      this.#theme = theme
    }
    return this.#cells
  }
}
