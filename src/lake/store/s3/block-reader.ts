import { Failure } from '../../../failure.ts'
import type { LruMap } from '../../../lru-map.ts'
import type { ObjectReader } from '../store.ts'
import type { BlockCache } from './block-cache.ts'
import type { ObjectRange, S3Objects } from './s3-objects.ts'

/** Unit of caching. */
export const BLOCK_BYTES = 256 << 10
/** Requested with an object's size when it is opened: the footer of a Parquet file. */
const TAIL_BYTES = 128 << 10
/** Longest range of one request; longer ones are requested in parallel. */
const MAX_RANGE_BYTES = 16 << 20
/** Reads of so much are not kept in memory, and are read without copies. */
const LARGE_READ_BYTES = 4 << 20
/** Requested beyond a read that continues the one before it. */
const READ_AHEAD_BYTES = 4 << 20

/** Where blocks are kept, in memory and on the disk. */
export interface BlockMemory {
  readonly recent: LruMap<string, Uint8Array<ArrayBuffer>>
  readonly cache: BlockCache | undefined
}

/** Reads ranges of an object, in whole blocks that are kept for further reads. */
export class BlockReader implements ObjectReader {
  readonly bytes: number
  readonly #objects: S3Objects
  readonly #key: string
  readonly #etag: string
  readonly #memory: BlockMemory
  /** The end of the object. */
  readonly #tail: ObjectRange
  /** Blocks that have been requested, by number. */
  readonly #pending = new Map<number, Promise<Uint8Array<ArrayBuffer>>>()
  /** Where the last read ended. */
  #lastEnd = -1

  private constructor(objects: S3Objects, key: string, memory: BlockMemory, tail: ObjectRange) {
    this.#objects = objects
    this.#key = key
    this.#memory = memory
    this.#tail = tail
    this.bytes = tail.size
    this.#etag = tail.etag
  }

  static async open(
    objects: S3Objects,
    key: string,
    memory: BlockMemory,
  ): Promise<BlockReader | undefined> {
    const tail = await readTail(objects, key)
    return tail && new BlockReader(objects, key, memory, tail)
  }

  async read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const last = Math.min(end, this.bytes)
    if (start >= last) return new Uint8Array(0)
    const tail = this.#tail
    if (start >= tail.start) return tail.bytes.slice(start - tail.start, last - tail.start)
    if (last - start >= LARGE_READ_BYTES && !this.#memory.cache) return this.#readLarge(start, last)
    const isSequential = start === this.#lastEnd
    this.#lastEnd = last
    const firstBlock = Math.floor(start / BLOCK_BYTES)
    const endBlock = Math.ceil(last / BLOCK_BYTES)
    const ahead = isSequential ? READ_AHEAD_BYTES / BLOCK_BYTES : 0
    const blocks = await this.#blocks(firstBlock, endBlock, ahead)
    const bytes = new Uint8Array(last - start)
    for (const [index, block] of blocks.entries()) {
      const at = (firstBlock + index) * BLOCK_BYTES - start
      const from = Math.max(0, -at)
      const piece = block.subarray(from, Math.min(block.length, last - start - at))
      bytes.set(piece, at + from)
    }
    return bytes
  }

  /** Reads a long range into one buffer. */
  async #readLarge(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(end - start)
    const ranges: Promise<unknown>[] = []
    for (let from = start; from < end; from += MAX_RANGE_BYTES) {
      const to = Math.min(from + MAX_RANGE_BYTES, end)
      ranges.push(this.#fetch(from, to, bytes.subarray(from - start, to - start)))
    }
    await Promise.all(ranges)
    return bytes
  }

  async close(): Promise<void> {
    // Blocks that were requested ahead are not awaited.
    this.#pending.clear()
  }

  /** Blocks by number, and some more that are only requested. */
  async #blocks(first: number, end: number, ahead: number): Promise<Uint8Array<ArrayBuffer>[]> {
    const count = Math.ceil(this.bytes / BLOCK_BYTES)
    const numbers = Array.from({ length: end - first }, (_, index) => first + index)
    const found = new Map<number, Uint8Array<ArrayBuffer>>()
    await Promise.all(
      numbers.map(async (number) => {
        const block = await this.#kept(number)
        if (block) found.set(number, block)
      }),
    )
    const missing = (number: number) => !found.has(number) && !this.#pending.has(number)
    const wanted = numbers.filter(missing)
    if (wanted.length > 0) {
      // Read ahead together with what is read now.
      const stop = Math.min(end + ahead, count)
      for (let number = end; number < stop && missing(number); number++) wanted.push(number)
    }
    this.#request(wanted)
    return Promise.all(
      numbers.map(async (number) => {
        const block = found.get(number) ?? (await this.#pending.get(number))
        if (!block) throw new Error(`block ${number} of ${this.#key} was not requested`)
        return block
      }),
    )
  }

  /** Requests blocks, adjacent ones together. */
  #request(numbers: readonly number[]): void {
    const maxBlocks = MAX_RANGE_BYTES / BLOCK_BYTES
    for (let at = 0; at < numbers.length; ) {
      let length = 1
      while (length < maxBlocks && numbers[at + length] === numbers[at] + length) length++
      const first = numbers[at]
      const range = this.#fetch(first * BLOCK_BYTES, (first + length) * BLOCK_BYTES)
      for (let index = 0; index < length; index++) {
        const block = range.then((bytes) =>
          bytes.slice(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES),
        )
        block.then(
          (bytes) => this.#keep(first + index, bytes),
          () => this.#pending.delete(first + index), // thrown where it is awaited, if it ever is
        )
        this.#pending.set(first + index, block)
      }
      at += length
    }
  }

  async #fetch(
    start: number,
    end: number,
    into?: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const last = Math.min(end, this.bytes)
    const found = await this.#objects.getRange(this.#key, `${start}-${last - 1}`, this.#etag, into)
    const where = this.#objects.url(this.#key)
    if (!found) throw changedObject(where, 'the object was removed while it was read')
    if (found.start !== start || found.bytes.length !== last - start)
      throw changedObject(where, 'the server sent another range than was asked for')
    return found.bytes
  }

  async #kept(number: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const name = this.#name(number)
    const recent = this.#memory.recent.get(name)
    if (recent || this.#pending.has(number)) return recent
    const cached = await this.#memory.cache?.get(name)
    if (cached) this.#memory.recent.set(name, cached)
    return cached
  }

  async #keep(number: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const name = this.#name(number)
    this.#memory.recent.set(name, bytes)
    this.#pending.delete(number)
    await this.#memory.cache?.put(name, bytes)
  }

  #name(number: number): string {
    return `${this.#objects.url(this.#key)} ${this.#etag} ${number}`
  }
}

/** The end of an object, with its size and etag, by one request. */
async function readTail(objects: S3Objects, key: string): Promise<ObjectRange | undefined> {
  try {
    return await objects.getRange(key, `-${TAIL_BYTES}`)
  } catch (error) {
    // An empty object has no last bytes.
    const entry = await objects.head(key)
    if (entry?.bytes !== 0) throw error
    return { bytes: new Uint8Array(0), start: 0, size: 0, etag: entry.etag }
  }
}

function changedObject(where: string, what: string): Failure {
  return new Failure({ code: 'busy', what, where, fix: 'run it again' })
}
