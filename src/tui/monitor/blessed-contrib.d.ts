/** Types of the widgets that the monitor uses; the package has none. */
declare module 'blessed-contrib' {
  import type { Widgets } from 'blessed'

  interface Series {
    title: string
    x: string[]
    y: number[]
    style: { line: string }
  }

  interface Line extends Widgets.BoxElement {
    setData(series: Series[]): void
  }

  interface Table extends Widgets.BoxElement {
    setData(table: { headers: string[]; data: (string | number)[][] }): void
  }

  interface Log extends Widgets.BoxElement {
    log(text: string): void
  }

  type Options = Record<string, unknown>

  class Grid {
    constructor(options: { rows: number; cols: number; screen: Widgets.Screen })
    set<T>(
      row: number,
      column: number,
      rows: number,
      columns: number,
      widget: (options: Options) => T,
      options: Options,
    ): T
  }

  const contrib: {
    grid: typeof Grid
    line: (options: Options) => Line
    table: (options: Options) => Table
    log: (options: Options) => Log
  }
  export default contrib
}
