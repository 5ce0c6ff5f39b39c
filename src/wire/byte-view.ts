import { asFormatError, FormatError } from '../format-error.ts'

/**
 * Reads little-endian numbers from untrusted bytes; reading beyond the end throws a FormatError.
 */
export class ByteView {
  readonly #view: DataView
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get length(): number {
    return this.#bytes.length
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#checked(at, 1))
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#checked(at, 2), true)
  }

  i16(at: number): number {
    return this.#view.getInt16(this.#checked(at, 2), true)
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#checked(at, 4), true)
  }

  i32(at: number): number {
    return this.#view.getInt32(this.#checked(at, 4), true)
  }

  /**
   * For counts and offsets, which in a valid message are far below 2^53, where numbers are exact.
   */
  i64(at: number): number {
    return this.u32(at) + this.i32(at + 4) * 4_294_967_296
  }

  bytes(at: number, count: number): Uint8Array {
    return this.#bytes.subarray(this.#checked(at, count), at + count)
  }

  #checked(at: number, count: number): number {
    if (at >= 0 && count >= 0 && at + count <= this.#bytes.length) return at
    throw new FormatError(`cut short: ${count} bytes at ${at} of ${this.#bytes.length}`)
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** @throws FormatError for invalid UTF-8 */
export function decodeUtf8(bytes: Uint8Array): string {
  return asFormatError(() => UTF8.decode(bytes))
}
