import type { Palette } from '../../player/palette.ts'
import { Backdrop } from './backdrop.ts'
import { CrosshairLayer } from './crosshair-layer.ts'
import { HeatmapLayer } from './heatmap-layer.ts'
import { MarkLayer } from './mark-layer.ts'
import { unitChannels } from './ramp-texture.ts'
import type { Scene, SizedScene } from './scene.ts'

/** What a frame needs of the graphics card; made anew when the browser gives a lost context back. */
interface Layers {
  readonly heatmap: HeatmapLayer
  readonly marks: MarkLayer
  readonly backdrop: Backdrop
  readonly crosshair: CrosshairLayer
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
  /** What the backdrop shows. */
  #backdropKey = ''

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
    const { heatmap, marks, backdrop, crosshair } = layers
    const key = keyOf(sized)
    if (heatmap.update(sized) || key !== this.#backdropKey) {
      this.#backdropKey = key
      backdrop.begin(width, height)
      heatmap.draw(sized)
      marks.draw(sized)
    }
    this.#gl.viewport(0, 0, width, height)
    backdrop.show()
    crosshair.draw(sized)
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
    this.#backdropKey = ''
    this.#listener.changed()
  }
}

function layersOf(gl: WebGL2RenderingContext): Layers {
  return {
    heatmap: new HeatmapLayer(gl),
    marks: new MarkLayer(gl),
    backdrop: new Backdrop(gl),
    crosshair: new CrosshairLayer(gl),
  }
}

/** Everything but its cells that a scene without its crosshair depends on, as text. */
function keyOf({ viewport, view, scale, marks, spot, width, height }: SizedScene): string {
  const { columnSeconds, columnWidth, tickHeight, rightColumn, middleTick } = viewport
  const shape = `${width} ${height} ${columnSeconds} ${columnWidth} ${tickHeight}`
  const place = `${rightColumn} ${middleTick} ${spot} ${view.anchor} ${view.layer} ${view.theme}`
  return `${shape} ${place} ${marks.lines.version} ${marks.dots.version} ${scale.largeTrade}`
}
