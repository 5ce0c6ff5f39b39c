import type { Palette } from '../../player/palette.ts'
import { HeatmapLayer } from './heatmap-layer.ts'
import { MarkLayer } from './mark-layer.ts'
import { unitChannels } from './ramp-texture.ts'
import type { Scene } from './scene.ts'

/** What a frame needs of the graphics card; made anew when the browser gives a lost context back. */
interface Layers {
  readonly heatmap: HeatmapLayer
  readonly marks: MarkLayer
}

/** Told of what a page must react to. */
export interface RendererListener {
  /** The context was lost, or is back. */
  changed(): void
}

/** Draws scenes on a canvas with WebGL2. */
export class Renderer {
  readonly #canvas: HTMLCanvasElement
  readonly #gl: WebGL2RenderingContext
  readonly #listener: RendererListener
  #layers: Layers | undefined

  private constructor(
    canvas: HTMLCanvasElement,
    gl: WebGL2RenderingContext,
    listener: RendererListener,
  ) {
    this.#canvas = canvas
    this.#gl = gl
    this.#listener = listener
    this.#layers = layersOf(gl)
    canvas.addEventListener('webglcontextlost', this.#onLost)
    canvas.addEventListener('webglcontextrestored', this.#onRestored)
  }

  /** Undefined where the browser has no WebGL2. */
  static on(canvas: HTMLCanvasElement, listener: RendererListener): Renderer | undefined {
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      stencil: false,
      powerPreference: 'high-performance',
    })
    return gl ? new Renderer(canvas, gl, listener) : undefined
  }

  get isLost(): boolean {
    return this.#layers === undefined
  }

  /** @param width, height of the canvas in device pixels */
  resize(width: number, height: number): void {
    this.#canvas.width = width
    this.#canvas.height = height
  }

  /** @param density device pixels of a CSS pixel */
  draw(scene: Scene, density: number): void {
    const layers = this.#layers
    if (!layers) return
    const { width, height } = this.#canvas
    const sized = { ...scene, width, height, density }
    layers.heatmap.draw(sized)
    layers.marks.draw(sized)
  }

  /** Nothing but the background. */
  clear({ background }: Palette): void {
    const gl = this.#gl
    gl.clearColor(...unitChannels(background), 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }

  /** Lets go of the canvas. The context itself goes with it. */
  close(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#onLost)
    this.#canvas.removeEventListener('webglcontextrestored', this.#onRestored)
    this.#layers = undefined
  }

  readonly #onLost = (event: Event): void => {
    // Says that it is wanted back.
    event.preventDefault()
    this.#layers = undefined
    this.#listener.changed()
  }

  readonly #onRestored = (): void => {
    this.#layers = layersOf(this.#gl)
    this.#listener.changed()
  }
}

function layersOf(gl: WebGL2RenderingContext): Layers {
  return { heatmap: new HeatmapLayer(gl), marks: new MarkLayer(gl) }
}
