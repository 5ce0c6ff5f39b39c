import { type Palette, RAMP_STEPS } from '../../player/palette.ts'
import type { ColourScale } from '../../player/scale.ts'
import type { Layer } from '../../player/view.ts'
import { type ColumnRing, RING_COLUMNS } from '../state/column-ring.ts'
import { CELL_SHADER, COVER_SHADER, LAYER_CODES } from './cell-shader.ts'
import { RAMPS, rampTexels, unitChannels } from './ramp-texture.ts'
import { numberTexture, RingTextures, UNIT } from './ring-textures.ts'
import type { SizedScene } from './scene.ts'
import { ShaderProgram } from './shader-program.ts'

/** Maps rows to strikes in the GEX layer; otherwise every row is a tick. */
export interface RowSteps {
  /** Ticks from one row to the next. */
  readonly step: number
  /** Offset of the rows from multiples of `step`, ticks. */
  readonly phase: number
}

/**
 * The colours of the ring's cells as a texture. A cell is recoloured only when its data or the
 * scale changes: each second adds a column, the others stay.
 */
export class CellLayer {
  readonly #gl: WebGL2RenderingContext
  readonly #program: ShaderProgram
  readonly #ring: RingTextures
  readonly #cells: WebGLTexture
  readonly #framebuffer: WebGLFramebuffer
  readonly #vertexArray: WebGLVertexArrayObject
  #rows = 0
  #palette: Palette | undefined
  #scaleKey = ''

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#program = new ShaderProgram(gl, COVER_SHADER, CELL_SHADER)
    this.#vertexArray = gl.createVertexArray()
    this.#ring = new RingTextures(gl)
    numberTexture(gl, UNIT.ramps)
    this.#cells = numberTexture(gl, UNIT.cells)
    this.#framebuffer = gl.createFramebuffer()
  }

  /** Updates the cells for a scene; returns false if nothing changed. */
  update(scene: SizedScene, steps: RowSteps): boolean {
    const gl = this.#gl
    const { ring } = scene
    const runs: [slot: number, count: number][] = []
    let isAll = this.#ring.send(ring, (slot, count) => runs.push([slot, count]))
    if (ring.rows !== this.#rows) this.#allocate(ring)
    if (this.#scaleChanged(scene, steps)) isAll = true
    if (!isAll && runs.length === 0) return false
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer)
    gl.viewport(0, 0, ring.rows, RING_COLUMNS)
    gl.disable(gl.BLEND)
    gl.useProgram(this.#program.program)
    gl.bindVertexArray(this.#vertexArray)
    this.#setUniforms(scene, steps)
    gl.enable(gl.SCISSOR_TEST)
    for (const [slot, count] of isAll ? [[0, RING_COLUMNS]] : runs) {
      gl.scissor(0, slot, ring.rows, count)
      gl.drawArrays(gl.TRIANGLES, 0, 3)
    }
    gl.disable(gl.SCISSOR_TEST)
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    return true
  }

  #allocate({ rows }: ColumnRing): void {
    const gl = this.#gl
    this.#rows = rows
    gl.activeTexture(gl.TEXTURE0 + UNIT.cells)
    const shape = [gl.RGBA8, rows, RING_COLUMNS, 0, gl.RGBA, gl.UNSIGNED_BYTE] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, ...shape, null)
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#framebuffer)
    const target = [gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D] as const
    gl.framebufferTexture2D(...target, this.#cells, 0)
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
  }

  /** Whether palette, layer or scale differ from those the cells were coloured with. */
  #scaleChanged({ palette, scale, view, maxRelTicks }: SizedScene, steps: RowSteps): boolean {
    const isOtherPalette = palette !== this.#palette
    if (isOtherPalette) this.#sendRamps(palette)
    const ends = scaleValues(scale, view.layer).join()
    const meaning = `${view.layer} ${ends} ${maxRelTicks} ${steps.step} ${steps.phase}`
    const isOther = isOtherPalette || meaning !== this.#scaleKey
    this.#palette = palette
    this.#scaleKey = meaning
    return isOther
  }

  #sendRamps(palette: Palette): void {
    const gl = this.#gl
    gl.activeTexture(gl.TEXTURE0 + UNIT.ramps)
    const shape = [gl.RGBA8, RAMP_STEPS, RAMPS.length, 0, gl.RGBA, gl.UNSIGNED_BYTE] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, ...shape, rampTexels(palette))
  }

  #setUniforms({ ring, view, scale, palette, maxRelTicks }: SizedScene, steps: RowSteps): void {
    const gl = this.#gl
    const at = (name: string) => this.#program.at(name)
    for (const name of ['facts', 'standing', 'flows', 'exposures', 'ramps'] as const) {
      gl.uniform1i(at(name), UNIT[name])
    }
    gl.uniform1i(at('rowBits'), Math.log2(ring.rows))
    gl.uniform1i(at('maxRelTicks'), maxRelTicks)
    gl.uniform1i(at('layer'), LAYER_CODES[view.layer])
    const { lowDepth, highDepth, minVacuum, highBalance } = scale
    const perDoubling = 1 / (highDepth - lowDepth)
    gl.uniform4f(at('scale'), lowDepth, perDoubling, minVacuum, 1 / highBalance)
    gl.uniform3f(at('powers'), 1 / scale.highGex, scale.exponent, scale.blackShare)
    gl.uniform2f(at('strikes'), steps.step, steps.phase)
    gl.uniform3f(at('canvas'), ...unitChannels(palette.canvas))
  }
}

/** The scale's values that a layer's colours depend on. */
function scaleValues(scale: ColourScale, layer: Layer): readonly number[] {
  const { lowDepth, highDepth, minVacuum, highBalance, highGex, exponent, blackShare } = scale
  switch (layer) {
    case 'wall':
      return [lowDepth, highDepth]
    case 'both':
      return [lowDepth, highDepth, minVacuum]
    case 'vacuum':
      return [exponent, blackShare]
    case 'balance':
      return [highBalance, blackShare]
    case 'gex':
      return [highGex, exponent, blackShare]
  }
}
