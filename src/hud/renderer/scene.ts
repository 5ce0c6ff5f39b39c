import type { Palette } from '../../player/palette.ts'
import type { Scale } from '../../player/scale.ts'
import type { View } from '../../player/view.ts'
import type { ColumnRing } from '../state/column-ring.ts'
import type { Marks } from '../state/marks.ts'
import type { Viewport } from '../viewport.ts'

/** All that a frame is drawn from. */
export interface Scene {
  readonly ring: ColumnRing
  readonly marks: Marks
  readonly viewport: Viewport
  readonly view: View
  readonly scale: Scale
  readonly palette: Palette
  readonly maxRelTicks: number
  /** The newest second's, in ticks. */
  readonly spot: number
  /** The column and the axis's tick that are pointed at. */
  readonly crosshair: { readonly column: number; readonly tick: number } | undefined
}

/** A scene on a canvas. */
export interface SizedScene extends Scene {
  /** The canvas's size in device pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels of a CSS pixel. */
  readonly density: number
}
