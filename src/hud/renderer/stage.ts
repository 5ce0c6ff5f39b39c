import type { Palette } from '../../player/palette.ts'
import type { Drawing } from '../picture.ts'
import { Renderer } from './renderer.ts'
import type { Scene } from './scene.ts'

/** What a stage asks for and tells. */
export interface FramePainter {
  /** The canvas is laid out at another size, CSS pixels. */
  resized(width: number, height: number): void
  /** {@link Stage.drawing} is another. */
  changed(): void
  /** What to draw next; without a scene there is nothing to see yet. */
  scene(): {
    readonly palette: Palette
    readonly scene: Scene | undefined
    readonly isMore: boolean
  }
}

/** A canvas, its size, and the browser's frames: drawn on when something has changed, and only then. */
export class Stage {
  readonly #painter: FramePainter
  #canvas: HTMLCanvasElement | undefined
  #renderer: Renderer | undefined
  /** Device pixels of a CSS pixel. */
  #density = 1
  #isAsked = false
  #request = 0

  constructor(painter: FramePainter) {
    this.#painter = painter
  }

  get drawing(): Drawing {
    if (!this.#canvas) return 'none'
    if (!this.#renderer) return 'unsupported'
    return this.#renderer.isLost ? 'lost' : 'ready'
  }

  /** Gives what ends it. */
  attach(canvas: HTMLCanvasElement): () => void {
    this.#canvas = canvas
    const changed = () => this.#painter.changed()
    this.#renderer = Renderer.on(canvas, { changed })
    const observer = new ResizeObserver(([entry]) => this.#resize(entry))
    try {
      observer.observe(canvas, { box: 'device-pixel-content-box' })
    } catch {
      // Not every browser tells the size in device pixels: rounded, it is off by one at most.
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

  /** Something has changed: the browser's next frame is drawn. */
  ask(): void {
    this.#isAsked = true
    if (this.#renderer && this.#request === 0) {
      this.#request = requestAnimationFrame(this.#onFrame)
    }
  }

  /** Draws, if something has changed; true if it did. */
  frame(): boolean {
    if (!this.#isAsked || !this.#renderer || this.#renderer.isLost) return false
    this.#isAsked = false
    const { palette, scene, isMore } = this.#painter.scene()
    if (scene) this.#renderer.draw(scene, this.#density)
    else this.#renderer.clear(palette)
    if (isMore) this.ask()
    return true
  }

  /** What is drawn, as a PNG. */
  save(): Promise<Blob> {
    const canvas = this.#canvas
    if (!canvas) return Promise.reject(new Error('nothing is drawn'))
    this.#isAsked = true
    // What was drawn is there only until the browser has shown it.
    this.frame()
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture was made'))))
    })
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
    // A canvas that is resized is empty: it is drawn on before the browser shows it.
    this.frame()
  }
}
