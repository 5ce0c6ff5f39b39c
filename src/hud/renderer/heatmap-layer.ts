import { UNDER_CANDLES } from '../../player/cell-colours.ts'
import { strikeGap } from '../../player/strike-gap.ts'
import type { ColumnRing } from '../state/column-ring.ts'
import { CellLayer, type RowSteps } from './cell-layer.ts'
import { COVER_SHADER } from './cell-shader.ts'
import { type PlotVariant, plotShader } from './plot-shader.ts'
import { unitChannels } from './ramp-texture.ts'
import { UNIT } from './ring-textures.ts'
import type { SizedScene } from './scene.ts'
import { ShaderProgram } from './shader-program.ts'

const TICK_ROWS: RowSteps = { step: 1, phase: 0 }

/** The heatmap: cells are coloured when they change, then drawn for the viewport. */
export class HeatmapLayer {
  readonly #gl: WebGL2RenderingContext
  readonly #cells: CellLayer
  readonly #programs = new Map<string, ShaderProgram>()
  readonly #vertexArray: WebGLVertexArrayObject
  #steps = TICK_ROWS

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    this.#cells = new CellLayer(gl)
    this.#vertexArray = gl.createVertexArray()
  }

  /** Recolours changed cells; returns false if there are none. */
  update(scene: SizedScene): boolean {
    this.#steps = scene.view.layer === 'gex' ? strikeRows(scene) : TICK_ROWS
    return this.#cells.update(scene, this.#steps)
  }

  draw(scene: SizedScene): void {
    const gl = this.#gl
    const { viewport, view, density, width, height } = scene
    const { columnWidth, tickHeight } = viewport
    const program = this.#program({
      isSpotAnchored: view.anchor === 'spot',
      hasNarrowColumns: columnWidth * density < 1,
      hasLowTicks: tickHeight * density < 1,
      isStrikes: view.layer === 'gex',
    })
    gl.viewport(0, 0, width, height)
    gl.disable(gl.BLEND)
    gl.useProgram(program.program)
    gl.bindVertexArray(this.#vertexArray)
    this.#setUniforms(program, scene, this.#steps)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
  }

  /** The program of a variant, compiled on first use. */
  #program(variant: PlotVariant): ShaderProgram {
    const key = JSON.stringify(variant)
    const known = this.#programs.get(key)
    if (known) return known
    const program = new ShaderProgram(this.#gl, COVER_SHADER, plotShader(variant))
    this.#programs.set(key, program)
    return program
  }

  #setUniforms(program: ShaderProgram, scene: SizedScene, { step, phase }: RowSteps): void {
    const gl = this.#gl
    const { ring, viewport, view, density, palette } = scene
    const at = (name: string) => program.at(name)
    gl.uniform1i(at('cells'), UNIT.cells)
    gl.uniform1i(at('facts'), UNIT.facts)
    gl.uniform1i(at('newestSpot'), scene.spot)
    const { columnWidth, tickHeight, rightColumn, middleTick } = viewport
    gl.uniform2f(at('size'), scene.width, scene.height)
    gl.uniform2f(at('cell'), columnWidth * density, tickHeight * density)
    const [column, tick] = [Math.floor(rightColumn), Math.floor(middleTick)]
    gl.uniform2i(at('corner'), column, tick)
    gl.uniform2f(at('fraction'), rightColumn - column, middleTick - tick)
    gl.uniform1i(at('rowBits'), Math.log2(ring.rows))
    gl.uniform2f(at('strikes'), step, phase)
    gl.uniform1f(at('density'), density)
    // GEX is known beyond the book's recorded rows, so there is no hatching in its layer.
    const isGex = view.layer === 'gex'
    gl.uniform3f(at('background'), ...unitChannels(palette.background))
    gl.uniform3f(at('canvas'), ...unitChannels(palette.canvas))
    gl.uniform1f(at('share'), view.candles ? UNDER_CANDLES : 1)
    gl.uniform3f(at('blank'), ...unitChannels(isGex ? palette.canvas : palette.background))
    gl.uniform3f(at('hatch'), ...unitChannels(isGex ? palette.canvas : palette.faint))
  }
}

/** Row step and phase from the newest column's strikes. */
function strikeRows({ ring, viewport }: SizedScene): RowSteps {
  const { first, last } = viewport.columns
  for (let number = last; number >= first; number--) {
    const steps = stepsOf(ring, number)
    if (steps) return steps
  }
  return TICK_ROWS
}

function stepsOf(ring: ColumnRing, number: number): RowSteps | undefined {
  const strike = ring.column(number)?.strike
  if (!strike || strike.length < 2) return undefined
  const step = strikeGap(strike)
  return { step, phase: ((strike[0] % step) + step) % step }
}
