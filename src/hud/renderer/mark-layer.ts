import type { Colour } from '../../player/colour.ts'
import type { Palette } from '../../player/palette.ts'
import type { Instances } from '../state/instances.ts'
import { LINE, type Marks } from '../state/marks.ts'
import {
  DOT_FRAGMENT_SHADER,
  DOT_VERTEX_SHADER,
  LINE_FRAGMENT_SHADER,
  LINE_VERTEX_SHADER,
} from './mark-shaders.ts'
import { unitChannels } from './ramp-texture.ts'
import type { SizedScene } from './scene.ts'
import { ShaderProgram } from './shader-program.ts'

/** Style of a line kind: thickness and dash in CSS pixels, opacity 0..1. */
interface LineStyle {
  readonly kind: number
  readonly thickness: number
  readonly dash: number
  readonly cover: number
  readonly colour: keyof Palette
}

const LINE_STYLES: readonly LineStyle[] = [
  { kind: LINE.spot, thickness: 1, dash: 6, cover: 0.4, colour: 'spot' },
  { kind: LINE.level, thickness: 1, dash: 6, cover: 0.8, colour: 'level' },
  { kind: LINE.callWall, thickness: 2.5, dash: 0, cover: 0.95, colour: 'callWall' },
  { kind: LINE.putWall, thickness: 2.5, dash: 0, cover: 0.95, colour: 'putWall' },
  { kind: LINE.zeroGamma, thickness: 2.5, dash: 0, cover: 0.95, colour: 'zeroGamma' },
  { kind: LINE.candleUp, thickness: 1, dash: 0, cover: 0.8, colour: 'buyer' },
  { kind: LINE.candleDown, thickness: 1, dash: 0, cover: 0.8, colour: 'seller' },
  { kind: LINE.bid, thickness: 1.25, dash: 0, cover: 0.95, colour: 'bidLine' },
  { kind: LINE.ask, thickness: 1.25, dash: 0, cover: 0.95, colour: 'askLine' },
  { kind: LINE.bodyUp, thickness: 1, dash: 0, cover: 0.85, colour: 'buyer' },
  { kind: LINE.bodyDown, thickness: 1, dash: 0, cover: 0.85, colour: 'seller' },
]

const FLOAT_BYTES = 4
/** Width and opacity of the dark edge of quotes and gamma levels, CSS pixels. */
const HALO_PX = 1
const HALO_COVER = 0.75

/** Lines with their halos, and dots, over the heatmap: one draw call each. */
export class MarkLayer {
  readonly #gl: WebGL2RenderingContext
  readonly #lines: InstancedShape
  readonly #dots: InstancedShape
  #palette: Palette | undefined

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    const lineProgram = new ShaderProgram(gl, LINE_VERTEX_SHADER, LINE_FRAGMENT_SHADER)
    this.#lines = new InstancedShape(gl, lineProgram, [4, 1])
    const dotProgram = new ShaderProgram(gl, DOT_VERTEX_SHADER, DOT_FRAGMENT_SHADER)
    this.#dots = new InstancedShape(gl, dotProgram, [4])
  }

  draw(scene: SizedScene): void {
    const gl = this.#gl
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA)
    const { marks, palette, viewport, scale } = scene
    const isOtherPalette = palette !== this.#palette
    this.#palette = palette
    for (const [shape, instances] of [
      [this.#lines, marks.lines],
      [this.#dots, marks.dots],
    ] as const) {
      shape.begin(instances)
      this.#place(shape.program, scene, marks)
      if (shape === this.#dots) {
        // Dots shrink with the columns, so as not to hide the book.
        const large = Math.min(Math.max(viewport.columnWidth, 2.5), 6)
        const least = Math.min(Math.max(viewport.columnWidth * 0.25, 0.5), 1.25)
        gl.uniform3f(shape.program.at('radii'), least, large, scale.largeTrade)
      }
      if (isOtherPalette) this.#setPalette(shape.program, palette)
      if (shape === this.#lines) {
        gl.uniform1f(shape.program.at('halo'), HALO_PX)
        shape.draw(instances.count)
        gl.uniform1f(shape.program.at('halo'), 0)
      }
      shape.draw(instances.count)
    }
  }

  #place(program: ShaderProgram, scene: SizedScene, { base }: Marks): void {
    const gl = this.#gl
    const { viewport, width, height, density } = scene
    const { columnWidth, tickHeight, rightColumn, middleTick } = viewport
    gl.uniform2f(program.at('size'), width, height)
    gl.uniform2f(program.at('cell'), columnWidth * density, tickHeight * density)
    gl.uniform2f(program.at('corner'), rightColumn - base, middleTick)
    gl.uniform1f(program.at('density'), density)
  }

  #setPalette(program: ShaderProgram, palette: Palette): void {
    const gl = this.#gl
    for (const { kind, thickness, dash, cover, colour } of LINE_STYLES) {
      gl.uniform2f(program.at(`strokes[${kind}]`), thickness, dash)
      const [red, green, blue] = unitChannels(palette[colour] as Colour)
      gl.uniform4f(program.at(`colours[${kind}]`), red, green, blue, cover)
    }
    for (const name of ['buyer', 'seller'] as const) {
      gl.uniform3f(program.at(name), ...unitChannels(palette[name]))
    }
    gl.uniform3f(program.at('outline'), ...unitChannels(palette.background))
    gl.uniform4f(program.at('haloColour'), ...unitChannels(palette.canvas), HALO_COVER)
  }
}

/** A shape drawn once per instance of a buffer. */
class InstancedShape {
  readonly program: ShaderProgram
  readonly #gl: WebGL2RenderingContext
  readonly #buffer: WebGLBuffer
  readonly #vertexArray: WebGLVertexArrayObject
  #instances: Instances | undefined
  #version = -1
  #capacity = 0

  /** @param parts number of floats of each attribute of an instance */
  constructor(gl: WebGL2RenderingContext, program: ShaderProgram, parts: readonly number[]) {
    this.#gl = gl
    this.program = program
    this.#buffer = gl.createBuffer()
    this.#vertexArray = gl.createVertexArray()
    gl.bindVertexArray(this.#vertexArray)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer)
    const stride = parts.reduce((sum, part) => sum + part, 0) * FLOAT_BYTES
    let offset = 0
    for (const [location, part] of parts.entries()) {
      gl.enableVertexAttribArray(location)
      gl.vertexAttribPointer(location, part, gl.FLOAT, false, stride, offset)
      gl.vertexAttribDivisor(location, 1)
      offset += part * FLOAT_BYTES
    }
  }

  /** Binds program and buffer, and uploads changed instances. */
  begin(instances: Instances): void {
    const gl = this.#gl
    const { program } = this.program
    gl.useProgram(program)
    gl.bindVertexArray(this.#vertexArray)
    if (instances === this.#instances && instances.version === this.#version) return
    this.#instances = instances
    this.#version = instances.version
    const { values, count, stride } = instances
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer)
    if (values.length > this.#capacity) {
      this.#capacity = values.length
      gl.bufferData(gl.ARRAY_BUFFER, values.byteLength, gl.DYNAMIC_DRAW)
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, values, 0, count * stride)
  }

  draw(count: number): void {
    const gl = this.#gl
    if (count > 0) gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count)
  }
}
