import { COVER_SHADER } from './cell-shader.ts'
import { unitChannels } from './ramp-texture.ts'
import type { SizedScene } from './scene.ts'
import { ShaderProgram } from './shader-program.ts'

/** Opacity of the crosshair's highlight. */
const HIGHLIGHT_OPACITY = 0.22

const LIGHT_SHADER = `#version 300 es
precision highp float;
uniform vec4 light;
out vec4 painted;
void main() {
  painted = light;
}
`

/** Highlights the crosshair's column and row over everything else. */
export class CrosshairLayer {
  readonly #gl: WebGL2RenderingContext
  readonly #program: ShaderProgram
  readonly #vertexArray: WebGLVertexArrayObject

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = new ShaderProgram(gl, COVER_SHADER, LIGHT_SHADER)
    this.#vertexArray = gl.createVertexArray()
  }

  draw({ crosshair, viewport, palette, width, height, density }: SizedScene): void {
    if (!crosshair) return
    const gl = this.#gl
    // A pixel belongs to the cell that contains its centre.
    const pixel = (cssPixels: number) => Math.round(cssPixels * density)
    const left = pixel(viewport.columnToX(crosshair.column))
    const right = Math.max(pixel(viewport.columnToX(crosshair.column + 1)), left + 1)
    const half = viewport.tickHeight / 2
    const top = pixel(viewport.tickToY(crosshair.tick) - half)
    const bottom = Math.max(pixel(viewport.tickToY(crosshair.tick) + half), top + 1)
    gl.useProgram(this.#program.program)
    gl.bindVertexArray(this.#vertexArray)
    gl.uniform4f(this.#program.at('light'), ...unitChannels(palette.spot), HIGHLIGHT_OPACITY)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA)
    gl.enable(gl.SCISSOR_TEST)
    this.#lighten(left, height, right - left, -height)
    this.#lighten(0, bottom, left, top - bottom)
    this.#lighten(right, bottom, width - right, top - bottom)
    gl.disable(gl.SCISSOR_TEST)
  }

  /** Highlights a rectangle given by its lower left corner, in device pixels from the top. */
  #lighten(x: number, y: number, width: number, height: number): void {
    const gl = this.#gl
    if (width <= 0 || height >= 0) return
    gl.scissor(x, gl.drawingBufferHeight - y, width, -height)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
  }
}
