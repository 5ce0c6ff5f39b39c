import type { Palette } from '../../player/palette.ts'
import { RAMP_STEPS } from '../../player/palette.ts'
import type { Scale } from '../../player/scale.ts'
import {
  type ColumnRing,
  FACTS_TEXELS,
  RING_COLUMNS,
  RING_STRIKES,
  TEXEL,
} from '../state/column-ring.ts'
import { COVER_SHADER, HEATMAP_SHADER, LAYER_CODES } from './heatmap-shader.ts'
import { channels, RAMPS, rampTexels } from './ramp-texture.ts'
import type { SizedScene } from './scene.ts'
import { ShaderProgram } from './shader-program.ts'

/** Texture units. */
const UNIT = { facts: 0, standing: 1, flows: 2, exposures: 3, ramps: 4 } as const

/** The ring as textures, and the one shader that colours it. What has changed is sent, no more. */
export class HeatmapLayer {
  readonly #gl: WebGL2RenderingContext
  readonly #program: ShaderProgram
  readonly #vertexArray: WebGLVertexArrayObject
  readonly #textures: Readonly<Record<keyof typeof UNIT, WebGLTexture>>
  /** What the textures hold. */
  #ring: ColumnRing | undefined
  #generation = -1
  #palette: Palette | undefined

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = new ShaderProgram(gl, COVER_SHADER, HEATMAP_SHADER)
    this.#vertexArray = gl.createVertexArray()
    const texture = (unit: number) => {
      const made = gl.createTexture()
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, made)
      // Texels are numbers: none is mixed with another.
      for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
        gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST)
      }
      return made
    }
    this.#textures = {
      facts: texture(UNIT.facts),
      standing: texture(UNIT.standing),
      flows: texture(UNIT.flows),
      exposures: texture(UNIT.exposures),
      ramps: texture(UNIT.ramps),
    }
  }

  draw(scene: SizedScene): void {
    const gl = this.#gl
    this.#bindTextures()
    this.#sendRing(scene.ring)
    this.#sendRamps(scene.palette)
    gl.disable(gl.BLEND)
    gl.useProgram(this.#program.program)
    this.#setUniforms(scene)
    gl.bindVertexArray(this.#vertexArray)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
  }

  #bindTextures(): void {
    const gl = this.#gl
    for (const [name, texture] of Object.entries(this.#textures)) {
      gl.activeTexture(gl.TEXTURE0 + UNIT[name as keyof typeof UNIT])
      gl.bindTexture(gl.TEXTURE_2D, texture)
    }
  }

  #sendRing(ring: ColumnRing): void {
    if (ring !== this.#ring || ring.generation !== this.#generation) this.#allocate(ring)
    ring.drain(this.#sendSlots)
  }

  /** Textures of the ring's size with all that it holds. */
  #allocate(ring: ColumnRing): void {
    const gl = this.#gl
    const { rows, standing, flows, gex, facts } = ring
    this.#ring = ring
    this.#generation = ring.generation
    gl.activeTexture(gl.TEXTURE0 + UNIT.facts)
    const integers = [gl.RGBA32I, FACTS_TEXELS, RING_COLUMNS, 0, gl.RGBA_INTEGER, gl.INT] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, ...integers, facts)
    const floats = (unit: number, format: number, internal: number, width: number) => {
      gl.activeTexture(gl.TEXTURE0 + unit)
      return [internal, width, RING_COLUMNS, 0, format, gl.FLOAT] as const
    }
    const exposures = floats(UNIT.exposures, gl.RED, gl.R32F, RING_STRIKES)
    gl.texImage2D(gl.TEXTURE_2D, 0, ...exposures, gex)
    gl.texImage2D(gl.TEXTURE_2D, 0, ...floats(UNIT.standing, gl.RGBA, gl.RGBA32F, rows), standing)
    gl.texImage2D(gl.TEXTURE_2D, 0, ...floats(UNIT.flows, gl.RGBA, gl.RGBA32F, rows), flows)
  }

  /** Slots lie one after another in the arrays as in the textures: a run is one piece of each. */
  readonly #sendSlots = (slot: number, count: number): void => {
    const gl = this.#gl
    const ring = this.#ring
    if (!ring) return
    const { rows, standing, flows, gex, facts } = ring
    const at = (unit: number) => gl.activeTexture(gl.TEXTURE0 + unit)
    const target = gl.TEXTURE_2D
    at(UNIT.facts)
    const factsFrom = slot * FACTS_TEXELS * TEXEL
    gl.texSubImage2D(
      target,
      0,
      0,
      slot,
      FACTS_TEXELS,
      count,
      gl.RGBA_INTEGER,
      gl.INT,
      facts,
      factsFrom,
    )
    at(UNIT.exposures)
    const gexFrom = slot * RING_STRIKES
    gl.texSubImage2D(target, 0, 0, slot, RING_STRIKES, count, gl.RED, gl.FLOAT, gex, gexFrom)
    const cellsFrom = slot * rows * TEXEL
    at(UNIT.standing)
    gl.texSubImage2D(target, 0, 0, slot, rows, count, gl.RGBA, gl.FLOAT, standing, cellsFrom)
    at(UNIT.flows)
    gl.texSubImage2D(target, 0, 0, slot, rows, count, gl.RGBA, gl.FLOAT, flows, cellsFrom)
  }

  #sendRamps(palette: Palette): void {
    if (palette === this.#palette) return
    const gl = this.#gl
    this.#palette = palette
    gl.activeTexture(gl.TEXTURE0 + UNIT.ramps)
    const shape = [gl.RGBA8, RAMP_STEPS, RAMPS.length, 0, gl.RGBA, gl.UNSIGNED_BYTE] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, ...shape, rampTexels(palette))
  }

  #setUniforms({ ring, viewport, view, scale, density, ...scene }: SizedScene): void {
    const gl = this.#gl
    const at = (name: string) => this.#program.at(name)
    for (const [name, unit] of Object.entries(UNIT)) gl.uniform1i(at(name), unit)
    const { columnWidth, tickHeight, rightColumn, middleTick } = viewport
    gl.uniform2f(at('size'), scene.width, scene.height)
    gl.uniform2f(at('cell'), columnWidth * density, tickHeight * density)
    const [column, tick] = [Math.floor(rightColumn), Math.floor(middleTick)]
    gl.uniform2i(at('corner'), column, tick)
    gl.uniform2f(at('fraction'), rightColumn - column, middleTick - tick)
    gl.uniform1i(at('rowMask'), ring.rows - 1)
    gl.uniform1i(at('maxRelTicks'), scene.maxRelTicks)
    gl.uniform1i(at('isSpotAnchored'), view.anchor === 'spot' ? 1 : 0)
    gl.uniform1i(at('newestSpot'), scene.spot)
    gl.uniform1i(at('layer'), LAYER_CODES[view.layer])
    this.#setScale(scale)
    const { crosshair, palette } = scene
    gl.uniform2i(at('crosshair'), crosshair?.column ?? -1, crosshair?.tick ?? 0)
    gl.uniform1f(at('density'), density)
    this.#setColour('background', palette.background)
    this.#setColour('canvas', palette.canvas)
    this.#setColour('hatch', palette.faint)
    this.#setColour('light', palette.spot)
  }

  #setScale({ lowDepth, highDepth, leastVacuum, highBalance, highGex, exponent }: Scale): void {
    const gl = this.#gl
    const perDoubling = 1 / (highDepth - lowDepth)
    const at = (name: string) => this.#program.at(name)
    gl.uniform4f(at('scale'), lowDepth, perDoubling, leastVacuum, 1 / highBalance)
    gl.uniform2f(at('powers'), 1 / highGex, exponent)
  }

  #setColour(name: string, colour: number): void {
    const [red, green, blue] = channels(colour)
    this.#gl.uniform3f(this.#program.at(name), red / 255, green / 255, blue / 255)
  }
}
