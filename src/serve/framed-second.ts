import { LruMap } from '../lru-map.ts'
import type { Second, SurfaceName } from '../seconds/second.ts'
import { encodeBatchStart, encodeSurfaces, type PayloadForm } from '../wire/batch.ts'
import { BINARY, headerBytes, TEXT, textFrame, writeHeader } from './frame.ts'

/** Different starts of a second that are kept: clients that lose batches lose each their own number. */
const KEPT_STARTS = 16

interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * A second's complete batch including WebSocket frames, in one immutable buffer that all clients
 * share.
 */
export class FramedSecond {
  readonly endSecond: number
  readonly #whole: Buffer
  readonly #surfaces: readonly SurfaceName[]
  /** Byte range of each surface's two frames. */
  readonly #ranges = new Map<SurfaceName, ByteRange>()

  /** Starts of those who get other surfaces, or have lost some, as they were last made. */
  readonly #starts = new LruMap<string, Buffer>({ max: KEPT_STARTS })

  /** @param form what its payloads are */
  constructor(second: Second, form?: PayloadForm) {
    this.endSecond = second.endSecond
    const encoded = encodeSurfaces(second, form)
    this.#surfaces = encoded.map(({ surface }) => surface)
    const start = textFrame(encodeBatchStart(second.endSecond, this.#surfaces, 0))
    const sizes = encoded.map(({ header, rows }) => {
      const text = Buffer.byteLength(header)
      return headerBytes(text) + text + headerBytes(rows.length) + rows.length
    })
    // Not from the pool, since a cached slice would keep the whole pool alive.
    const whole = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, start.length))
    start.copy(whole)
    let at = start.length
    for (const { surface, header, rows } of encoded) {
      const begin = at
      at = writeHeader(whole, at, TEXT, Buffer.byteLength(header))
      at += whole.write(header, at)
      at = writeHeader(whole, at, BINARY, rows.length)
      whole.set(rows, at)
      at += rows.length
      this.#ranges.set(surface, { start: begin, end: at })
    }
    this.#whole = whole
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.#whole.length
  }

  /**
   * The buffers for a client: the shared one for clients of all surfaces without drops; for others
   * a start message of their own and slices of the shared buffer.
   *
   * @param surfaces in the order of the day
   */
  buffersFor(surfaces: readonly SurfaceName[], dropped: number): readonly Buffer[] {
    if (dropped === 0 && surfaces.length === this.#surfaces.length) return [this.#whole]
    const parts = [this.#startOf(surfaces, dropped)]
    for (const surface of surfaces) {
      const span = this.#ranges.get(surface)
      if (span) parts.push(this.#whole.subarray(span.start, span.end))
    }
    return parts
  }

  #startOf(surfaces: readonly SurfaceName[], dropped: number): Buffer {
    const key = `${surfaces.join()} ${dropped}`
    const known = this.#starts.get(key)
    if (known) return known
    const start = textFrame(encodeBatchStart(this.endSecond, surfaces, dropped))
    this.#starts.set(key, start)
    return start
  }
}
