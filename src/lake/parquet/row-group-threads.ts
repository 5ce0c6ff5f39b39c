import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Contract } from '../../contracts/contract.ts'
import { Failure } from '../../failure.ts'
import { assertFits } from '../../table/fit.ts'
import type { Table } from '../../table/table.ts'
import { easeCollector } from './collector.ts'
import type { ColumnBytes } from './decode-columns.ts'
import { type EncodedRowGroup, encodeRowGroup } from './encode.ts'
import { hasText, type PackedTable, packedBytes, packTable, withoutDocs } from './packed-table.ts'
import type { RowGroupResult, RowGroupTask } from './row-group-task.ts'

/** The worker's module: .ts or .js like this one. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './row-group-thread.ts' : './row-group-thread.js',
  import.meta.url,
)

/** Size of a row group, rows × columns, from which a thread is worth the transfer. */
export const MIN_THREAD_VALUES = 1 << 16
/** More would wait for the main thread, which computes what they encode. */
const MAX_THREADS = 4
/** Encode tasks in progress per thread: one running, one queued. */
const MAX_TASKS_PER_THREAD = 2

/** Buffers kept for reuse, by both kinds of task. */
const MAX_SPARE_BUFFERS = 8

/** A table to encode: see `EncodeTask`. */
export interface EncodeRequest {
  readonly table: Table
  readonly sort: readonly string[]
  readonly dataset: string
  readonly firstRow: number
}

/** A row group that is being encoded. */
export interface PendingRowGroup {
  readonly encoded: Promise<EncodedRowGroup>
}

interface PendingTask {
  resolve(answer: RowGroupResult): void
  reject(error: unknown): void
}

/** A thread and its pending tasks, oldest first. */
class Thread {
  readonly #worker: Worker
  readonly #pending: PendingTask[] = []
  /** The error that ended it. */
  #failure: unknown

  constructor() {
    this.#worker = new Worker(PROGRAM)
    this.#worker.on('message', (answer: RowGroupResult) => {
      this.#pending.shift()?.resolve(answer)
      // An idle thread does not keep the process alive.
      if (this.#pending.length === 0) this.#worker.unref()
    })
    for (const event of ['error', 'messageerror']) {
      this.#worker.on(event, (error) => this.#fail(error))
    }
    this.#worker.on('exit', (code) => this.#fail(new Error(`a thread ended with code ${code}`)))
    this.#worker.unref()
  }

  get load(): number {
    return this.#pending.length
  }

  run(task: RowGroupTask, moved: ArrayBuffer[]): Promise<RowGroupResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    this.#worker.ref()
    this.#worker.postMessage(task, moved)
    return new Promise((resolve, reject) => this.#pending.push({ resolve, reject }))
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    for (const { reject } of this.#pending.splice(0)) reject(error)
  }
}

/**
 * Threads that encode and decode row groups. Results do not depend on the number of threads or the
 * assignment of tasks. Threads start on demand and end with the process.
 */
export class RowGroupThreads {
  readonly #count: number
  readonly #threads: Thread[] = []
  /** Buffers for reuse. */
  readonly #spareBuffers: ArrayBuffer[] = []
  #encoding = 0
  /** Encode calls that wait for a slot. */
  readonly #queue: (() => void)[] = []

  /** @param count number of threads */
  constructor(count: number) {
    this.#count = count
  }

  /**
   * Encodes a table. Resolves once the table has been copied, after waiting while too many tasks
   * are in progress, to the promise of the row group.
   *
   * @throws Failure `input`, from the inner promise, if a value does not fit the contract
   */
  async encode({ table, sort, dataset, firstRow }: EncodeRequest): Promise<PendingRowGroup> {
    const { contract, length: rows } = table
    if (rows * contract.fields.length < MIN_THREAD_VALUES || hasText(contract)) {
      assertFits(table, dataset, firstRow)
      return { encoded: Promise.resolve(encodeRowGroup(table, sort)) }
    }
    await this.#acquireSlot()
    const packed = packTable(table, this.#allocate(packedBytes(contract, rows)))
    const task: RowGroupTask = {
      kind: 'encode',
      contract: withoutDocs(contract),
      packed,
      sort,
      dataset,
      firstRow,
    }
    const result = this.#run(task, [packed.buffer]).finally(() => this.#releaseSlot())
    return { encoded: result.then((answer) => this.#takeEncoded(answer)) }
  }

  /**
   * Decodes columns of a row group. Their bytes are transferred and no longer usable by the caller.
   *
   * @param contract of these columns, none of them text
   * @returns the rows in a buffer, to be returned with {@link recycle}
   * @throws Failure `input` if one is damaged
   */
  async decode(
    contract: Contract,
    rows: number,
    chunks: readonly ColumnBytes[],
    where: string,
  ): Promise<PackedTable> {
    const buffer = this.#allocate(packedBytes(contract, rows))
    const task = {
      kind: 'decode',
      contract: withoutDocs(contract),
      rows,
      buffer,
      chunks,
      where,
    } as const
    const moved = [buffer, ...new Set(chunks.map(({ bytes }) => bytes.buffer))]
    const answer = await this.#run(task, moved)
    if (answer.kind !== 'decoded') throw errorOf(answer)
    return answer.packed
  }

  /** Returns the buffer of a packed table that is no longer used. */
  recycle({ buffer }: PackedTable): void {
    if (this.#spareBuffers.length < MAX_SPARE_BUFFERS) this.#spareBuffers.push(buffer)
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()))
  }

  #run(task: RowGroupTask, moved: ArrayBuffer[]): Promise<RowGroupResult> {
    const idle = this.#threads.find(({ load }) => load === 0)
    if (!idle && this.#threads.length < this.#count) this.#threads.push(new Thread())
    const least = this.#threads.reduce((a, b) => (b.load < a.load ? b : a))
    return least.run(task, moved)
  }

  #takeEncoded(answer: RowGroupResult): EncodedRowGroup {
    if (answer.kind !== 'encoded') throw errorOf(answer)
    this.recycle({ rows: 0, buffer: answer.buffer })
    return answer.encoded
  }

  async #acquireSlot(): Promise<void> {
    while (this.#encoding >= this.#count * MAX_TASKS_PER_THREAD) {
      await new Promise<void>((resolve) => this.#queue.push(resolve))
    }
    this.#encoding++
  }

  #releaseSlot(): void {
    this.#encoding--
    this.#queue.shift()?.()
  }

  /** A new or spare buffer of at least this size. */
  #allocate(bytes: number): ArrayBuffer {
    const found = this.#spareBuffers.findIndex(({ byteLength }) => byteLength >= bytes)
    if (found >= 0) return this.#spareBuffers.splice(found, 1)[0]
    // Replace a spare buffer that is too small.
    this.#spareBuffers.pop()
    return new ArrayBuffer(bytes + (bytes >> 3))
  }
}

function errorOf(answer: RowGroupResult): Error {
  if (answer.kind === 'refused') return new Failure(answer.detail, { cause: answer.cause })
  if (answer.kind === 'failed') return answer.error
  return new Error(`a thread answered with what it was not asked: ${answer.kind}`)
}

let shared: RowGroupThreads | undefined

/** The threads of this process; one core is left for the main thread. */
export function sharedThreads(): RowGroupThreads {
  if (!shared) {
    easeCollector()
    shared = new RowGroupThreads(Math.max(1, Math.min(availableParallelism() - 1, MAX_THREADS)))
  }
  return shared
}
