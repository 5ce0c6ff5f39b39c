/** What the browser runs of the benchmark: the screen's engine alone, drawing in every frame. */

import { Hud } from '../../src/hud/model.ts'

/** What a page found, milliseconds. */
export interface FrameTimes {
  /** JavaScript of each frame. */
  readonly script: readonly number[]
  /** From one frame to the next. */
  readonly apart: readonly number[]
}

/** What the benchmark asks of its page. */
export interface HudBench {
  /** Goes to a second of the day, with so many columns in view. */
  begin(second: number, columns: number): void
  /** Are all columns in view there? */
  isFilled(): boolean
  /** Draws in every frame for a while. */
  play(milliseconds: number): Promise<FrameTimes>
}

const canvas = document.querySelector('canvas')
if (!canvas) throw new Error('the page has no canvas')
const hud = new Hud(location.origin)
hud.attach(canvas)
hud.choose({})

const bench: HudBench = {
  begin(second, columns) {
    const { picture } = hud.snapshot
    if (!picture) throw new Error('nothing has come yet')
    const { width, columnWidth } = picture.viewport
    hud.seek(picture.day.firstEndSecond + second)
    hud.zoom(width / columns / columnWidth, 1, width, 0)
  },
  isFilled() {
    const { picture } = hud.snapshot
    return picture?.isWhole === true
  },
  play(milliseconds) {
    const script: number[] = []
    const apart: number[] = []
    const { promise, resolve } = Promise.withResolvers<FrameTimes>()
    const started = performance.now()
    let before = started
    const onFrame = () => {
      const now = performance.now()
      apart.push(now - before)
      before = now
      // The crosshair moves in every frame, as under a hand: all is drawn anew.
      hud.point({ x: 100 + (script.length % 1000), y: 100 + (script.length % 500) })
      hud.frame()
      script.push(performance.now() - now)
      if (now - started < milliseconds) requestAnimationFrame(onFrame)
      else resolve({ script, apart })
    }
    requestAnimationFrame(onFrame)
    return promise
  },
}
Object.assign(globalThis, { bench, hud })
