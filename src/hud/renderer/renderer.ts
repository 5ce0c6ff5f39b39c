import type { Palette } from '../../player/palette.ts'
import { Backdrop } from './backdrop.ts'
import { CrosshairLayer } from './crosshair-layer.ts'
import { HeatmapLayer } from './heatmap-layer.ts'
import { MarkLayer } from './mark-layer.ts'
import { unitChannels } from './ramp-texture.ts'
import type { Scene, SizedScene } from './scene.ts'

/** GPU resources of a frame; recreated when a lost context is restored. */
interface RenderLayers {
  readonly heatmap: HeatmapLayer
  readonly marks: MarkLayer
  readonly backdrop: Backdrop
  readonly crosshair: CrosshairLayer
}

/** Events of the renderer. */
export interface RendererListener {
  /** The context was lost or restored. */
  changed(): void
}

/** Draws scenes on a canvas with WebGL2. */
export class Renderer {
  readonly #canvas: HTMLCanvasElement
  readonly #gl: WebGL2RenderingContext
  readonly #listener: RendererListener
  #layers: RenderLayers | undefined
  /** Key of the scene in the backdrop. */
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

  /** Creates a renderer; undefined without WebGL2. */
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

  /** @param density device pixels per CSS pixel */
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

  /** Clears to the background. */
  clear({ background }: Palette): void {
    const gl = this.#gl
    gl.clearColor(...unitChannels(background), 1)
    gl.clear(gl.COLOR_BUFFER_BIT)
  }

  /** Detaches from the canvas; the context is freed with it. */
  close(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#onLost)
    this.#canvas.removeEventListener('webglcontextrestored', this.#onRestored)
    this.#layers = undefined
  }

  readonly #onLost = (event: Event): void => {
    // Asks the browser to restore the context.
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

function layersOf(gl: WebGL2RenderingContext): RenderLayers {
  return {
    heatmap: new HeatmapLayer(gl),
    marks: new MarkLayer(gl),
    backdrop: new Backdrop(gl),
    crosshair: new CrosshairLayer(gl),
  }
}

/** Key of everything the backdrop depends on besides its cells. */
function keyOf({ viewport, view, scale, marks, spot, width, height }: SizedScene): string {
  const { columnSeconds, columnWidth, tickHeight, rightColumn, middleTick } = viewport
  const shape = `${width} ${height} ${columnSeconds} ${columnWidth} ${tickHeight}`
  const place = `${rightColumn} ${middleTick} ${spot} ${view.anchor} ${view.layer} ${view.theme} ${view.ramps} ${view.candles}`
  return `${shape} ${place} ${marks.lines.version} ${marks.dots.version} ${scale.largeTrade}`
}
