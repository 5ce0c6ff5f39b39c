import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Contract } from '../../contracts/contract.ts'
import { Failure } from '../../failure.ts'
import { assertFits } from '../../table/fit.ts'
import type { Table } from '../../table/table.ts'
import { easeCollector } from './collector.ts'
import type { ColumnBytes } from './decode-columns.ts'
import { type EncodedRowGroup, encodeRowGroup } from './encode.ts'
import { bare, hasText, type PackedTable, packedBytes, packTable } from './packed-table.ts'
import type { RowGroupAnswer, RowGroupTask } from './row-group-task.ts'

/** The program beside this file, compiled or not as this one is. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './row-group-thread.ts' : './row-group-thread.js',
  import.meta.url,
)

/** Values of a row group, rows times columns, for which another thread is worth the way there. */
export const MIN_ASIDE = 1 << 16
/** More would wait for the one thread that computes what they encode. */
const MAX_THREADS = 4
/** Parcels that may be under way for each thread: one in its hands, one waiting for it. */
const PARCELS_PER_THREAD = 2

/** Buffers kept to be used again: parcels of both ways. */
const MAX_SPARE = 8

/** A table to encode: see `EncodeTask`. */
export interface Encoding {
  readonly table: Table
  readonly sort: readonly string[]
  readonly dataset: string
  readonly firstRow: number
}

/** A row group that is being encoded. */
export interface Underway {
  readonly encoded: Promise<EncodedRowGroup>
}

interface Waiting {
  resolve(answer: RowGroupAnswer): void
  reject(error: unknown): void
}

/** A thread and the tasks it has not answered, oldest first. */
class Thread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  /** Why it is no more. */
  #fault: unknown

  constructor() {
    this.#worker = new Worker(PROGRAM)
    this.#worker.on('message', (answer: RowGroupAnswer) => {
      this.#waiting.shift()?.resolve(answer)
      // An idle thread keeps no process alive.
      if (this.#waiting.length === 0) this.#worker.unref()
    })
    for (const event of ['error', 'messageerror']) {
      this.#worker.on(event, (error) => this.#fail(error))
    }
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with code ${code}`)))
    this.#worker.unref()
  }

  get load(): number {
    return this.#waiting.length
  }

  ask(task: RowGroupTask, moved: ArrayBuffer[]): Promise<RowGroupAnswer> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault)
    this.#worker.ref()
    this.#worker.postMessage(task, moved)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: unknown): void {
    this.#fault ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/**
 * Threads that encode and decode row groups. What comes out does not depend on how many there are,
 * nor on which of them did it. They begin with the first task and end with the process.
 */
export class RowGroupThreads {
  readonly #count: number
  readonly #threads: Thread[] = []
  /** Parcels to be used again. */
  readonly #spare: ArrayBuffer[] = []
  #parcels = 0
  /** Who waits for a packed to come back. */
  readonly #queue: (() => void)[] = []

  /** @param count how many threads */
  constructor(count: number) {
    this.#count = count
  }

  /**
   * Encodes a table. It resolves once the table has been copied, and waits while enough is under
   * way; what it resolves to holds the promise of the row group.
   *
   * @throws Failure `input`, from the inner promise, if a value does not fit the contract
   */
  async encode({ table, sort, dataset, firstRow }: Encoding): Promise<Underway> {
    const { contract, length: rows } = table
    if (rows * contract.fields.length < MIN_ASIDE || hasText(contract)) {
      assertFits(table, dataset, firstRow)
      return { encoded: Promise.resolve(encodeRowGroup(table, sort)) }
    }
    await this.#turn()
    const packed = packTable(table, this.#take(packedBytes(contract, rows)))
    const task: RowGroupTask = {
      kind: 'encode',
      contract: bare(contract),
      packed,
      sort,
      dataset,
      firstRow,
    }
    const answered = this.#ask(task, [packed.buffer]).finally(() => this.#next())
    return { encoded: answered.then((answer) => this.#encoded(answer)) }
  }

  /**
   * Decodes columns of a row group; their bytes are gone for the caller.
   *
   * @param contract of these columns, none of them text
   * @returns the rows, in memory to be given back by {@link recycle}
   * @throws Failure `input` if one is damaged
   */
  async decode(
    contract: Contract,
    rows: number,
    chunks: readonly ColumnBytes[],
    where: string,
  ): Promise<PackedTable> {
    const buffer = this.#take(packedBytes(contract, rows))
    const task = { kind: 'decode', contract: bare(contract), rows, buffer, chunks, where } as const
    const moved = [buffer, ...new Set(chunks.map(({ bytes }) => bytes.buffer))]
    const answer = await this.#ask(task, moved)
    if (answer.kind !== 'decoded') throw faultOf(answer)
    return answer.packed
  }

  /** Nobody reads a packed any more: its memory may be used again. */
  recycle({ buffer }: PackedTable): void {
    if (this.#spare.length < MAX_SPARE) this.#spare.push(buffer)
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()))
  }

  #ask(task: RowGroupTask, moved: ArrayBuffer[]): Promise<RowGroupAnswer> {
    const idle = this.#threads.find(({ load }) => load === 0)
    if (!idle && this.#threads.length < this.#count) this.#threads.push(new Thread())
    const least = this.#threads.reduce((a, b) => (b.load < a.load ? b : a))
    return least.ask(task, moved)
  }

  #encoded(answer: RowGroupAnswer): EncodedRowGroup {
    if (answer.kind !== 'encoded') throw faultOf(answer)
    this.recycle({ rows: 0, buffer: answer.buffer })
    return answer.encoded
  }

  async #turn(): Promise<void> {
    while (this.#parcels >= this.#count * PARCELS_PER_THREAD) {
      await new Promise<void>((resolve) => this.#queue.push(resolve))
    }
    this.#parcels++
  }

  #next(): void {
    this.#parcels--
    this.#queue.shift()?.()
  }

  /** A buffer of so many bytes at least. */
  #take(bytes: number): ArrayBuffer {
    const found = this.#spare.findIndex(({ byteLength }) => byteLength >= bytes)
    if (found >= 0) return this.#spare.splice(found, 1)[0]
    // One that is too small gives its place to one that is not.
    this.#spare.pop()
    return new ArrayBuffer(bytes + (bytes >> 3))
  }
}

function faultOf(answer: RowGroupAnswer): Error {
  if (answer.kind === 'refused') return new Failure(answer.detail, { cause: answer.cause })
  if (answer.kind === 'failed') return answer.error
  return new Error(`a thread answered with what it was not asked: ${answer.kind}`)
}

let shared: RowGroupThreads | undefined

/** The threads of this process: one core is left to what they work for. */
export function sharedThreads(): RowGroupThreads {
  if (!shared) {
    easeCollector()
    shared = new RowGroupThreads(Math.max(1, Math.min(availableParallelism() - 1, MAX_THREADS)))
  }
  return shared
}
