import { LruMap } from '../lru-map.ts'
import type { Second, SurfaceName } from '../seconds/second.ts'
import { encodeBatchStart, encodeSurfaces, type PayloadForm } from '../wire/batch.ts'
import { BINARY, headerBytes, TEXT, textFrame, writeHeader } from './frame.ts'

/** Different starts of a second that are kept: clients that lose batches lose each their own number. */
const KEPT_STARTS = 16

interface Span {
  readonly start: number
  readonly end: number
}

/**
 * A second's whole batch as it goes over the wire, WebSocket frames included, in one buffer that
 * every client shares. Never changed once made.
 */
export class FramedSecond {
  readonly endSecond: number
  readonly #whole: Buffer
  readonly #surfaces: readonly SurfaceName[]
  /** Where each surface's two frames lie. */
  readonly #spans = new Map<SurfaceName, Span>()

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
    // Of its own memory: a slice of the pool would keep the pool alive.
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
      this.#spans.set(surface, { start: begin, end: at })
    }
    this.#whole = whole
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.#whole.length
  }

  /**
   * What a client gets: one buffer, shared by all who want every surface and have lost nothing;
   * for others a start of their own, and shared parts.
   *
   * @param surfaces in the order of the day
   */
  buffersFor(surfaces: readonly SurfaceName[], dropped: number): readonly Buffer[] {
    if (dropped === 0 && surfaces.length === this.#surfaces.length) return [this.#whole]
    const parts = [this.#startOf(surfaces, dropped)]
    for (const surface of surfaces) {
      const span = this.#spans.get(surface)
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
