import type { Clock } from '../../src/clock.ts'
import { sleep } from '../../src/clock.ts'
import { Failure } from '../../src/failure.ts'
import { MemoryStore } from '../../src/lake/store/memory-store.ts'
import type {
  Entry,
  Expected,
  ObjectReader,
  Store,
  StoredObject,
  Upload,
} from '../../src/lake/store/store.ts'

/** Chances of a call, and its time. */
export interface Weather {
  readonly random: () => number
  /** A call fails and was not done, or was done all the same. */
  readonly faults: number
  readonly maxMs: number
}

/** The bucket as the server has it: what was asked of it is done at once and for good. */
export class Bucket extends MemoryStore {
  /** Called after each change of an object. */
  onChange: (key: string) => Promise<void> = async () => {}

  constructor(clock: Clock) {
    super(clock, 's3')
  }
}

/**
 * S3 as one process sees it: each call takes time, before and after it is done, and may fail either
 * way. A process that has been killed is never answered again, and asks no more.
 */
export class SlowS3 implements Store {
  readonly hasLinks = false
  readonly hasVersionEtags = false
  isKilled = false
  readonly #bucket: Bucket
  readonly #clock: Clock
  readonly #weather: Weather

  constructor(bucket: Bucket, clock: Clock, weather: Weather) {
    this.#bucket = bucket
    this.#clock = clock
    this.#weather = weather
  }

  read(key: string): Promise<StoredObject | undefined> {
    return this.#call(() => this.#bucket.read(key))
  }

  open(key: string): Promise<ObjectReader | undefined> {
    return this.#call(() => this.#bucket.open(key))
  }

  head(key: string): Promise<Entry | undefined> {
    return this.#call(() => this.#bucket.head(key))
  }

  async *list(prefix: string): AsyncGenerator<Entry> {
    const found: Entry[] = []
    await this.#call(async () => {
      for await (const entry of this.#bucket.list(prefix)) found.push(entry)
    })
    yield* found
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#change(key, () => this.#bucket.put(key, bytes))
  }

  putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    return this.#change(key, () => this.#bucket.putIf(key, bytes, expected))
  }

  remove(key: string): Promise<void> {
    return this.#change(key, () => this.#bucket.remove(key))
  }

  /** As servers without conditional removal: compared by one call, removed by the next. */
  async removeIf(key: string, etag: string): Promise<boolean> {
    if ((await this.head(key))?.etag !== etag) return false
    return this.#change(key, () => this.#bucket.removeIf(key, etag))
  }

  async sync(): Promise<void> {}

  async upload(): Promise<Upload> {
    const upload = await this.#bucket.upload()
    return {
      get bytes() {
        return upload.bytes
      },
      write: (bytes) => upload.write(bytes),
      finish: () => upload.finish(),
      store: (key) => this.#change(key, () => upload.store(key)),
      abort: () => upload.abort(),
    }
  }

  publish(key: string, as: string): Promise<void> {
    return key === as ? Promise.resolve() : this.#change(as, () => this.#bucket.publish(key, as))
  }

  isPublished(key: string, as: string): Promise<boolean> {
    return this.#call(() => this.#bucket.isPublished(key, as))
  }

  async tidy(): Promise<void> {}

  path(key: string): string {
    return `s3://bucket/${key}`
  }

  #change<T>(key: string, apply: () => Promise<T>): Promise<T> {
    return this.#call(async () => {
      const result = await apply()
      await this.#bucket.onChange(key)
      return result
    })
  }

  async #call<T>(apply: () => Promise<T>): Promise<T> {
    await this.#wait()
    if (this.#fails()) throw lost()
    const result = await apply()
    await this.#wait()
    if (this.#fails()) throw lost()
    return result
  }

  async #wait(): Promise<void> {
    const { random, maxMs } = this.#weather
    // Mostly quick, at times as slow as may be.
    await sleep(this.#clock, random() ** 4 * maxMs)
    if (this.isKilled) await new Promise(() => {})
  }

  #fails(): boolean {
    const { random, faults } = this.#weather
    return random() < faults
  }
}

function lost(): Failure {
  const cause = Object.assign(new Error('lost'), { code: 'S3_TimeoutError' })
  return new Failure({ code: 'input', what: 'S3 does not answer' }, { cause })
}
