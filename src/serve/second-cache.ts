import type { FramedSecond } from './framed-second.ts'

/** Framed seconds of all days, the latest used last; bounded in bytes. */
export class SecondCache {
  readonly #maxBytes: number
  readonly #seconds = new Map<string, FramedSecond>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): FramedSecond | undefined {
    const second = this.#seconds.get(key)
    if (second) {
      this.#seconds.delete(key)
      this.#seconds.set(key, second)
    }
    return second
  }

  set(key: string, second: FramedSecond): void {
    this.#remove(key)
    this.#seconds.set(key, second)
    this.#bytes += second.bytes
    for (const oldest of this.#seconds.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#remove(oldest)
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#seconds.get(key)?.bytes ?? 0
    this.#seconds.delete(key)
  }
}
