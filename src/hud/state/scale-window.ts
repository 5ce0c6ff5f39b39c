import type { HeatColumn } from '../../player/heat-column.ts'
import { type ColourScale, ScaleHistograms, type ScaleView } from '../../player/scale.ts'
import { type ColumnRing, RING_COLUMNS, slotOf } from './column-ring.ts'

/** The colour scale of the columns in view, updated as they enter and leave. */
export class ScaleWindow {
  readonly #histograms = new ScaleHistograms()
  /** Columns in the histograms, by slot of the ring. */
  readonly #counted: (HeatColumn | undefined)[] = new Array(RING_COLUMNS).fill(undefined)

  /** @param first, last columns in view; fewer than the ring's */
  scale(
    ring: ColumnRing,
    first: number,
    last: number,
    view: ScaleView,
    before?: ColourScale,
  ): ColourScale {
    const counted = this.#counted
    for (let number = last - RING_COLUMNS + 1; number <= last; number++) {
      const slot = slotOf(number)
      const wanted = number >= first ? ring.column(number) : undefined
      const before = counted[slot]
      if (before === wanted) continue
      if (before) this.#histograms.remove(before)
      if (wanted) this.#histograms.add(wanted)
      counted[slot] = wanted
    }
    return this.#histograms.scale(counted, view, before)
  }
}
