import type { View } from '../../player/view.ts'
import type { CrosshairReading } from '../picture.ts'
import type { Viewport } from '../viewport.ts'
import type { DayState } from './day-state.ts'

/** A position on the plot, CSS pixels from its top left corner. */
export interface PlotPosition {
  readonly x: number
  readonly y: number
}

/** Position of the crosshair, moved by pointer or keys. */
export class CrosshairPosition {
  position: PlotPosition | undefined

  /** Moves by columns to the left and ticks down, starting at the newest second. */
  move(columns: number, ticks: number, { width, height, columnWidth, tickHeight }: Viewport): void {
    if (!this.position) {
      this.position = { x: width - columnWidth / 2, y: height / 2 }
      return
    }
    const x = this.position.x - columns * Math.max(columnWidth, 1)
    const y = this.position.y + ticks * Math.max(tickHeight, 1)
    this.position = {
      x: Math.min(Math.max(x, 0), width - 0.5),
      y: Math.min(Math.max(y, 0), height - 0.5),
    }
  }

  /** Column and tick of the crosshair. */
  cell(viewport: Viewport): { readonly column: number; readonly tick: number } | undefined {
    if (!this.position) return undefined
    // The plot's right edge belongs to the last column, not to a future one.
    const column = Math.min(viewport.xToColumn(this.position.x), viewport.columns.last)
    return { column, tick: viewport.yToTick(this.position.y) }
  }

  /** The crosshair with the exact values of its cell. */
  crosshair(state: DayState, viewport: Viewport, view: View): CrosshairReading | undefined {
    const cell = this.cell(viewport)
    if (!cell || !this.position) return undefined
    const { column, tick } = cell
    return {
      ...this.position,
      second: column * viewport.columnSeconds,
      tick,
      reading: state.reading(viewport, column, tick, view),
    }
  }
}
