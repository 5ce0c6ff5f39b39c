import type { Palette } from '../../player/palette.ts'
import type { DrawingState } from '../picture.ts'
import { Renderer } from './renderer.ts'
import type { Scene } from './scene.ts'

/** Callbacks of a stage. */
export interface FramePainter {
  /** The canvas has a new layout size, CSS pixels. */
  resized(width: number, height: number): void
  /** {@link CanvasStage.drawing} has changed. */
  changed(): void
  /** The next scene; undefined while there is nothing to show. */
  scene(): {
    readonly palette: Palette
    readonly scene: Scene | undefined
    readonly isMore: boolean
  }
}

/** Manages the canvas, its size and animation frames; draws only after changes. */
export class CanvasStage {
  readonly #painter: FramePainter
  #canvas: HTMLCanvasElement | undefined
  #renderer: Renderer | undefined
  /** Device pixels per CSS pixel. */
  #density = 1
  #isRequested = false
  #request = 0

  constructor(painter: FramePainter) {
    this.#painter = painter
  }

  get drawing(): DrawingState {
    if (!this.#canvas) return 'none'
    if (!this.#renderer) return 'unsupported'
    return this.#renderer.isLost ? 'lost' : 'ready'
  }

  /** Returns a function that ends it. */
  attach(canvas: HTMLCanvasElement): () => void {
    this.#canvas = canvas
    const changed = () => this.#painter.changed()
    this.#renderer = Renderer.on(canvas, { changed })
    const observer = new ResizeObserver(([entry]) => this.#resize(entry))
    try {
      observer.observe(canvas, { box: 'device-pixel-content-box' })
    } catch {
      // Some browsers do not report device pixels; rounding is off by at most one.
      observer.observe(canvas)
    }
    changed()
    return () => {
      observer.disconnect()
      cancelAnimationFrame(this.#request)
      this.#request = 0
      this.#renderer?.close()
      if (this.#canvas !== canvas) return
      this.#canvas = undefined
      this.#renderer = undefined
    }
  }

  /** Requests a frame after a change. */
  requestFrame(): void {
    this.#isRequested = true
    if (this.#renderer && this.#request === 0) {
      this.#request = requestAnimationFrame(this.#onFrame)
    }
  }

  /** Draws if something has changed, and returns whether it did. */
  frame(): boolean {
    if (!this.#isRequested || !this.#renderer || this.#renderer.isLost) return false
    this.#isRequested = false
    const { palette, scene, isMore } = this.#painter.scene()
    if (scene) this.#renderer.draw(scene, this.#density)
    else this.#renderer.clear(palette)
    if (isMore) this.requestFrame()
    return true
  }

  /** Draws whether or not something has changed. */
  redraw(): void {
    this.#isRequested = true
    this.frame()
  }

  readonly #onFrame = (): void => {
    this.#request = 0
    this.frame()
  }

  #resize(entry: ResizeObserverEntry): void {
    const [css] = entry.contentBoxSize
    const { inlineSize, blockSize } = css
    const [device] = entry.devicePixelContentBoxSize ?? []
    const ratio = globalThis.devicePixelRatio
    const width = device?.inlineSize ?? Math.round(inlineSize * ratio)
    const height = device?.blockSize ?? Math.round(blockSize * ratio)
    if (inlineSize === 0 || blockSize === 0) return
    this.#density = width / inlineSize
    this.#renderer?.resize(width, height)
    this.#painter.resized(inlineSize, blockSize)
    // Resizing clears the canvas: draw before it is presented.
    this.frame()
  }
}
