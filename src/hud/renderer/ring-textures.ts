import {
  type ColumnRing,
  FACTS_TEXELS,
  RING_COLUMNS,
  RING_STRIKES,
  TEXEL,
} from '../state/column-ring.ts'

/** Texture units, one per texture. */
export const UNIT = { facts: 0, standing: 1, flows: 2, exposures: 3, ramps: 4, cells: 5 } as const

/** A texture without interpolation, bound to its unit. */
export function numberTexture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const texture = gl.createTexture()
  gl.activeTexture(gl.TEXTURE0 + unit)
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  return texture
}

/** The ring as textures; only changed slots are uploaded. */
export class RingTextures {
  readonly #gl: WebGL2RenderingContext
  #ring: ColumnRing | undefined
  #generation = -1

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl
    for (const name of ['facts', 'standing', 'flows', 'exposures'] as const) {
      numberTexture(gl, UNIT[name])
    }
  }

  /**
   * Uploads changed slots.
   *
   * @param sent called for each run of uploaded slots
   * @returns whether the textures were reallocated, so that everything derived from them must be
   * redone
   */
  send(ring: ColumnRing, sent: (slot: number, count: number) => void): boolean {
    const isAnew = ring !== this.#ring || ring.generation !== this.#generation
    if (isAnew) this.#allocate(ring)
    ring.drain((slot, count) => {
      this.#sendSlots(ring, slot, count)
      sent(slot, count)
    })
    return isAnew
  }

  #allocate(ring: ColumnRing): void {
    const gl = this.#gl
    const { rows, standing, flows, gex, facts } = ring
    this.#ring = ring
    this.#generation = ring.generation
    this.#at(UNIT.facts)
    const integers = [gl.RGBA32I, FACTS_TEXELS, RING_COLUMNS, 0, gl.RGBA_INTEGER, gl.INT] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, ...integers, facts)
    this.#at(UNIT.exposures)
    const strikes = [gl.R32F, RING_STRIKES, RING_COLUMNS, 0, gl.RED, gl.FLOAT] as const
    gl.texImage2D(gl.TEXTURE_2D, 0, ...strikes, gex)
    const cells = [gl.RGBA32F, rows, RING_COLUMNS, 0, gl.RGBA, gl.FLOAT] as const
    this.#at(UNIT.standing)
    gl.texImage2D(gl.TEXTURE_2D, 0, ...cells, standing)
    this.#at(UNIT.flows)
    gl.texImage2D(gl.TEXTURE_2D, 0, ...cells, flows)
  }

  /** Slots are contiguous in the arrays as in the textures, so a run is one upload per texture. */
  #sendSlots(ring: ColumnRing, slot: number, count: number): void {
    const gl = this.#gl
    const { rows, standing, flows, gex, facts } = ring
    const send = (
      unit: number,
      width: number,
      format: readonly [format: number, type: number],
      values: ArrayBufferView<ArrayBuffer>,
      from: number,
    ) => {
      this.#at(unit)
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, slot, width, count, ...format, values, from)
    }
    send(UNIT.facts, FACTS_TEXELS, [gl.RGBA_INTEGER, gl.INT], facts, slot * FACTS_TEXELS * TEXEL)
    send(UNIT.exposures, RING_STRIKES, [gl.RED, gl.FLOAT], gex, slot * RING_STRIKES)
    send(UNIT.standing, rows, [gl.RGBA, gl.FLOAT], standing, slot * rows * TEXEL)
    send(UNIT.flows, rows, [gl.RGBA, gl.FLOAT], flows, slot * rows * TEXEL)
  }

  #at(unit: number): void {
    this.#gl.activeTexture(this.#gl.TEXTURE0 + unit)
  }
}
