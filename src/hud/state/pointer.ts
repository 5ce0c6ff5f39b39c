import type { View } from '../../player/view.ts'
import type { Crosshair } from '../picture.ts'
import type { Viewport } from '../viewport.ts'
import type { DayState } from './day-state.ts'

/** A place of the plot, CSS pixels from its left top corner. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Where a hand, or the keys that stand for it, points. */
export class Pointer {
  place: Place | undefined

  /** Moves by columns towards the older and ticks down; it begins at the newest second. */
  move(columns: number, ticks: number, { width, height, columnWidth, tickHeight }: Viewport): void {
    if (!this.place) {
      this.place = { x: width - columnWidth / 2, y: height / 2 }
      return
    }
    const x = this.place.x - columns * Math.max(columnWidth, 1)
    const y = this.place.y + ticks * Math.max(tickHeight, 1)
    this.place = {
      x: Math.min(Math.max(x, 0), width - 0.5),
      y: Math.min(Math.max(y, 0), height - 0.5),
    }
  }

  /** The column and the tick pointed at. */
  cell(viewport: Viewport): { readonly column: number; readonly tick: number } | undefined {
    if (!this.place) return undefined
    // The plot's right edge belongs to the last column, not to one that has not come.
    const column = Math.min(viewport.xToColumn(this.place.x), viewport.columns.last)
    return { column, tick: viewport.yToTick(this.place.y) }
  }

  /** With the exact numbers that are there. */
  crosshair(state: DayState, viewport: Viewport, view: View): Crosshair | undefined {
    const cell = this.cell(viewport)
    if (!cell || !this.place) return undefined
    const { column, tick } = cell
    return {
      ...this.place,
      second: column * viewport.columnSeconds,
      tick,
      reading: state.reading(viewport, column, tick, view),
    }
  }
}
