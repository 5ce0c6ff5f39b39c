import type { NotableEvent } from '../player/notable-events.ts'
import type { Picture, Player } from '../player/player.ts'

/** Playing passes at most this many seconds between two frames at normal speed. */
const MAX_STEP_S = 2
/** Alerts of an open day are found a little after their second. */
const MAX_LATE_S = 5

/** Which alerts playing has passed; a jump passes none. */
export class AlertBell {
  /** The newest second of the last frame, and that at which playing without jumps began. */
  #shown = Number.NEGATIVE_INFINITY
  #since = Number.POSITIVE_INFINITY
  readonly #rung = new Set<string>()

  /** The alerts that ring with a picture, each once. */
  pass(
    { second, isPlaying, speed }: Pick<Picture, 'second' | 'isPlaying' | 'speed'>,
    player: Pick<Player, 'alertsBetween'>,
  ): NotableEvent[] {
    const step = second - this.#shown
    this.#shown = second
    if (!isPlaying || step < 0 || step > Math.max(MAX_STEP_S, 2 * speed)) {
      this.#since = second
      this.#rung.clear()
      return []
    }
    const from = Math.max(this.#since + 1, second - Math.max(step, MAX_LATE_S))
    const rung = player.alertsBetween(from, second).filter((event) => !this.#rung.has(keyOf(event)))
    for (const event of rung) this.#rung.add(keyOf(event))
    return rung
  }
}

function keyOf({ second, note }: NotableEvent): string {
  return `${second} ${note}`
}
