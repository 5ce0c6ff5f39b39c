import type { HeatColumn } from '../../player/heat-column.ts'
import { type Scale, ScaleTally } from '../../player/scale.ts'
import { type ColumnRing, RING_COLUMNS, slotOf } from './column-ring.ts'

/** The scale of the columns in view, counted as they come and go. */
export class ScaleWindow {
  readonly #tally = new ScaleTally()
  /** What is counted, by slot of the ring. */
  readonly #counted: (HeatColumn | undefined)[] = new Array(RING_COLUMNS).fill(undefined)

  /** @param first, last columns in view; fewer than the ring's */
  scale(ring: ColumnRing, first: number, last: number, contrast: number): Scale {
    const counted = this.#counted
    for (let number = last - RING_COLUMNS + 1; number <= last; number++) {
      const slot = slotOf(number)
      const wanted = number >= first ? ring.column(number) : undefined
      const before = counted[slot]
      if (before === wanted) continue
      if (before) this.#tally.remove(before)
      if (wanted) this.#tally.add(wanted)
      counted[slot] = wanted
    }
    return this.#tally.scale(counted, contrast)
  }
}
