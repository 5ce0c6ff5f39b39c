import type { Palette } from '../../player/palette.ts'
import type { ColourScale } from '../../player/scale.ts'
import type { View } from '../../player/view.ts'
import type { ColumnRing } from '../state/column-ring.ts'
import type { Marks } from '../state/marks.ts'
import type { Viewport } from '../viewport.ts'

/** The input of a frame. */
export interface Scene {
  readonly ring: ColumnRing
  readonly marks: Marks
  readonly viewport: Viewport
  readonly view: View
  readonly scale: ColourScale
  readonly palette: Palette
  readonly maxRelTicks: number
  /** Spot of the newest second, ticks. */
  readonly spot: number
  /** Column and axis tick of the crosshair. */
  readonly crosshair: { readonly column: number; readonly tick: number } | undefined
}

/** A scene with the canvas's size. */
export interface SizedScene extends Scene {
  /** The canvas's size in device pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels per CSS pixel. */
  readonly density: number
}
