import type { ArrayOf, Lots } from '../market/branded.ts'
import { grown } from '../table/grown.ts'
import type { SideIndex } from './book.ts'
import type { LevelIndex } from './ladder.ts'

/**
 * Every order move of one window, in order, for surfaces that judge moves when the window has
 * ended. Levels are slots of the side's ladder, valid all day. Arrays grow and are reused; entries
 * up to `length` are the window's.
 */
export class MoveLog {
  length = 0
  side = new Uint8Array(256)
  /** The level the order left; −1 for a new one. */
  from: ArrayOf<LevelIndex, Int32Array<ArrayBuffer>> = new Int32Array(256)
  /** The level it stands at now; −1 if it is gone, `from` if it stayed. */
  to: ArrayOf<LevelIndex, Int32Array<ArrayBuffer>> = new Int32Array(256)
  /** Lots it had before the move, after the fill was taken off. */
  left: ArrayOf<Lots, Uint32Array<ArrayBuffer>> = new Uint32Array(256)
  /** Lots it has now. */
  size: ArrayOf<Lots, Uint32Array<ArrayBuffer>> = new Uint32Array(256)
  /** 1 if it was resting at `from`. */
  rested = new Uint8Array(256)

  add(
    side: SideIndex,
    from: LevelIndex,
    to: LevelIndex,
    left: Lots,
    size: Lots,
    rested: boolean,
  ): void {
    if (this.length === this.side.length) this.#grow()
    const entry = this.length++
    this.side[entry] = side
    this.from[entry] = from
    this.to[entry] = to
    this.left[entry] = left
    this.size[entry] = size
    this.rested[entry] = rested ? 1 : 0
  }

  clear(): void {
    this.length = 0
  }

  #grow(): void {
    const capacity = this.length * 2
    this.side = grown(this.side, capacity)
    this.from = grown(this.from, capacity)
    this.to = grown(this.to, capacity)
    this.left = grown(this.left, capacity)
    this.size = grown(this.size, capacity)
    this.rested = grown(this.rested, capacity)
  }
}
