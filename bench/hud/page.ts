/** What the browser runs of the benchmark: the screen's engine alone, drawing in every frame. */

import { Hud } from '../../src/hud/model.ts'
import type { Movement } from '../hud-result.ts'

/** What the benchmark asks of its page. */
export interface HudBench {
  /** Has the first second come? */
  hasBegun(): boolean
  /** Goes to a second of the day, with so many columns in view. */
  goTo(second: number, columns: number): void
  /** Is all that is in view there? */
  isFilled(): boolean
  /** Draws in every frame for a while; milliseconds of JavaScript in each. */
  play(milliseconds: number, movement: Movement): Promise<readonly number[]>
}

const canvas = document.querySelector('canvas')
if (!canvas) throw new Error('the page has no canvas')
const hud = new Hud(location.origin)
hud.attach(canvas)
hud.choose({})

const hudBench: HudBench = {
  hasBegun: () => hud.snapshot.picture !== undefined,
  goTo(second, columns) {
    const { picture } = hud.snapshot
    if (!picture) return
    const { width, columnWidth } = picture.viewport
    hud.seek(picture.day.firstEndSecond + second)
    hud.zoom(width / columns / columnWidth, 1, width, 0)
  },
  isFilled: () => hud.snapshot.picture?.isComplete === true,
  play(milliseconds, movement) {
    const script: number[] = []
    const { promise, resolve } = Promise.withResolvers<readonly number[]>()
    const started = performance.now()
    const onFrame = () => {
      const now = performance.now()
      const frame = script.length
      if (movement === 'picture') hud.pan(frame % 2 === 0 ? 3 : -3, 0)
      else hud.setPointer({ x: 100 + (frame % 1000), y: 100 + (frame % 500) })
      hud.frame()
      script.push(performance.now() - now)
      if (now - started < milliseconds) requestAnimationFrame(onFrame)
      else resolve(script)
    }
    requestAnimationFrame(onFrame)
    return promise
  },
}
Object.assign(globalThis, { hudBench })
