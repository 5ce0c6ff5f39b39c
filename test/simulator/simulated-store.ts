import { createHash } from 'node:crypto'
import { Failure } from '../../src/failure.ts'
import { LEASES } from '../../src/lake/partition/keys.ts'
import { fileFailure } from '../../src/lake/store/file-failure.ts'
import type {
  Entry,
  Expected,
  ObjectReader,
  Store,
  StoredObject,
  Upload,
} from '../../src/lake/store/store.ts'
import type { Version } from './disk.ts'
import { drawLatency } from './faults.ts'
import { InjectedError, type Process, type World } from './world.ts'

/** Milliseconds between two tries of a conditional write whose object another is just writing. */
const LOCKED_MS = 3

interface Call<T> {
  readonly name: string
  readonly key: string
  /** It takes room on the disk. */
  readonly writes?: boolean
  /** Does it; called once it is the call's turn. */
  readonly apply: () => T
  /** Makes what was done durable. */
  readonly sync?: (result: T) => void
  /** May it be applied now? */
  readonly isReady?: () => boolean
  /** What a lost answer looks like, where the call may seem to have come second to itself. */
  readonly seemsRefused?: T
}

/**
 * The store of one process. Each call takes its time, is done at one moment and answered at a later
 * one; at each of them it may fail, its process may end and the power may be cut.
 */
export class SimulatedStore implements Store {
  readonly hasLinks = true
  readonly hasVersionEtags = true
  readonly #world: World
  readonly #process: Process

  constructor(world: World, process: Process) {
    this.#world = world
    this.#process = process
  }

  read(key: string): Promise<StoredObject | undefined> {
    const apply = () => {
      const version = this.#world.disk.present(key)
      return version?.bytes && { bytes: version.bytes.slice(), etag: `${version.number}` }
    }
    return this.#call({ name: 'read', key, apply })
  }

  async open(key: string): Promise<ObjectReader | undefined> {
    const object = await this.read(key)
    if (!object) return undefined
    const { bytes } = object
    return {
      bytes: bytes.length,
      read: (start, end) =>
        this.#call({
          name: 'read range',
          key,
          apply: () => new Uint8Array(bytes.slice(start, end)),
        }),
      close: async () => {},
    }
  }

  head(key: string): Promise<Entry | undefined> {
    return this.#call({ name: 'head', key, apply: () => this.#entry(key) })
  }

  /** As a folder is listed: first the names, and then what each of them is. */
  async *list(prefix: string): AsyncGenerator<Entry> {
    const { disk } = this.#world
    const keys = await this.#call({ name: 'list', key: prefix, apply: () => disk.keys(prefix) })
    if (keys.length === 0) return
    const apply = () => keys.map((key) => this.#entry(key))
    const entries = await this.#call({ name: 'list entries', key: prefix, apply })
    for (const entry of entries) if (entry) yield entry
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#write('put', key, bytes.slice())
  }

  putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    const { disk } = this.#world
    const copy = bytes.slice()
    let version: Version | undefined
    return this.#call({
      name: 'putIf',
      key,
      writes: true,
      // A lock lets one at a time write an object.
      isReady: () => disk.isDurable(key) || !this.#isBeingWritten(key),
      apply: () => {
        const present = disk.present(key)
        const etag = present && `${present.number}`
        if (etag !== (expected === 'absent' ? undefined : expected.etag)) return false
        version = this.#set(key, copy)
        if (key.startsWith(LEASES)) this.#world.leaseTaken()
        return true
      },
      sync: () => version && disk.sync(key, version),
      seemsRefused: false,
    })
  }

  async remove(key: string): Promise<void> {
    const { disk } = this.#world
    const apply = () => (disk.present(key) ? this.#set(key, undefined) : undefined)
    await this.#call({
      name: 'remove',
      key,
      apply,
      sync: (version) => version && disk.sync(key, version),
    })
  }

  removeIf(key: string, etag: string): Promise<boolean> {
    const { disk } = this.#world
    let version: Version | undefined
    return this.#call({
      name: 'removeIf',
      key,
      isReady: () => disk.isDurable(key) || !this.#isBeingWritten(key),
      apply: () => {
        const present = disk.present(key)
        if (!present || `${present.number}` !== etag) return false
        version = this.#set(key, undefined)
        return true
      },
      sync: () => version && disk.sync(key, version),
      seemsRefused: false,
    })
  }

  async sync(key: string): Promise<void> {
    const { disk } = this.#world
    await this.#call({
      name: 'sync',
      key,
      apply: () => disk.version(key),
      sync: (version) => disk.sync(key, version),
    })
  }

  async upload(): Promise<Upload> {
    const { disk } = this.#world
    const { host, pid } = this.#process
    const { token } = this.#process.lake.processes
    const staged = `.tmp/${token()}`
    const since = Math.round(this.#world.timeline.nowMs)
    const apply = () => {
      disk.staged.set(staged, { host: host.name, pid, since })
    }
    await this.#call({ name: 'upload', key: staged, writes: true, apply })
    const pieces: Uint8Array[] = []
    let size = 0
    return {
      get bytes() {
        return size
      },
      write: async (bytes) => {
        const piece = bytes.slice()
        await this.#call({ name: 'upload write', key: staged, writes: true, apply: () => {} })
        pieces.push(piece)
        size += piece.length
      },
      finish: () => {
        const digest = () => createHash('sha256').update(Buffer.concat(pieces)).digest('hex')
        return this.#call({ name: 'upload finish', key: staged, apply: digest })
      },
      store: async (key) => {
        await this.#write('store', key, Buffer.concat(pieces), () => disk.staged.delete(staged))
      },
      abort: async () => {
        await this.#call({ name: 'abort', key: staged, apply: () => disk.staged.delete(staged) })
      },
    }
  }

  async publish(key: string, as: string): Promise<void> {
    const { disk } = this.#world
    const isSame = () =>
      disk.present(key)?.bytes && disk.present(as)?.bytes && this.#areSame(key, as)
    await this.#call({
      name: 'publish',
      key: as,
      writes: true,
      apply: () => {
        const bytes = disk.present(key)?.bytes
        if (!bytes)
          throw new Failure({
            code: 'input',
            what: 'the file is not there',
            where: key,
            fix: 'write it',
          })
        return isSame() ? undefined : this.#set(as, bytes)
      },
      sync: (version) => (version ? disk.sync(as, version) : disk.sync(as)),
    })
  }

  isPublished(key: string, as: string): Promise<boolean> {
    return this.#call({ name: 'isPublished', key: as, apply: () => this.#areSame(key, as) })
  }

  async tidy(): Promise<void> {
    const { disk } = this.#world
    const { hasEnded } = this.#process.lake.processes
    const apply = () => {
      for (const [name, owner] of disk.staged) if (hasEnded(owner)) disk.staged.delete(name)
    }
    await this.#call({ name: 'tidy', key: '.tmp/', apply })
  }

  path(key: string): string {
    return key
  }

  #areSame(key: string, other: string): boolean {
    const [one, two] = [key, other].map((each) => this.#world.disk.present(each)?.bytes)
    return one !== undefined && two !== undefined && Buffer.compare(one, two) === 0
  }

  #entry(key: string): Entry | undefined {
    const version = this.#world.disk.present(key)
    if (!version?.bytes) return undefined
    const { number, bytes, writtenMs } = version
    return { key, bytes: bytes.length, etag: `${number}`, writtenMs }
  }

  #isBeingWritten(key: string): boolean {
    return (this.#world.inFlight.get(key) ?? 0) > 0
  }

  #set(key: string, bytes: Uint8Array | undefined): Version {
    const { disk, timeline } = this.#world
    const { name, host } = this.#process
    const writtenMs = this.#world.unixMs(host)
    return disk.set(key, bytes, { writtenMs, atMs: timeline.nowMs, by: name })
  }

  #write(name: string, key: string, bytes: Uint8Array, onDone = () => {}): Promise<Version> {
    const { disk } = this.#world
    const apply = () => {
      onDone()
      return this.#set(key, bytes)
    }
    return this.#call({
      name,
      key,
      writes: true,
      apply,
      sync: (version) => disk.sync(key, version),
    })
  }

  #call<T>(call: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#process.isAlive) this.#begin(call, resolve, reject)
    })
  }

  #begin<T>(call: Call<T>, resolve: (result: T) => void, reject: (error: unknown) => void): void {
    const { random, timeline, rates } = this.#world
    const { asked } = this.#process
    const finish = () => {
      if (call.isReady?.() === false) return
      call.apply()
      this.#world.log(this.#process.name, `${call.name} ${call.key} is done at its end`)
      this.#world.flushLater(call.key)
    }
    if (call.sync) asked.add(finish)
    timeline.after(drawLatency(random, rates), () => {
      const isAsked = !call.sync || asked.delete(finish)
      if (isAsked) this.#attempt(call, resolve, reject)
    })
  }

  #attempt<T>(call: Call<T>, resolve: (result: T) => void, reject: (error: unknown) => void): void {
    const world = this.#world
    const process = this.#process
    const { random, rates, timeline } = world
    const { name, key } = call
    // What a process has asked for may be done after its end, over a network.
    const mayBeLate = call.sync !== undefined && process.host.name !== 'desk'
    if (!process.isAlive && !(mayBeLate && random.chance(0.5))) return
    if (call.isReady?.() === false) {
      timeline.after(LOCKED_MS, () => this.#attempt(call, resolve, reject))
      return
    }
    const fault = this.#fault(call)
    if (fault) {
      world.log(process.name, `${name} ${key} fails with ${fault}`)
      reject(fileFailure(new InjectedError(fault, key), key))
      return
    }
    if (random.chance(rates.crash / 2)) {
      world.log(process.name, `ends before ${name} ${key}`)
      world.kill(process)
      return
    }
    let result: T
    try {
      result = call.apply()
    } catch (error) {
      reject(error)
      return
    }
    world.log(process.name, `${name} ${key}${shown(result)}`)
    if (call.sync) world.inFlight.set(key, (world.inFlight.get(key) ?? 0) + 1)
    if (random.chance(rates.powerCut)) world.cutPower()
    else if (random.chance(rates.crash / 2)) world.kill(process)
    this.#answerLater(call, result, resolve, reject)
  }

  #answerLater<T>(
    call: Call<T>,
    result: T,
    resolve: (result: T) => void,
    reject: (error: unknown) => void,
  ): void {
    const world = this.#world
    const process = this.#process
    const { random, rates, timeline } = world
    const answer = () => {
      if (call.sync) world.inFlight.set(call.key, (world.inFlight.get(call.key) ?? 0) - 1)
      if (!process.isAlive) {
        if (call.sync) world.flushLater(call.key)
        return
      }
      if (random.chance(rates.doneButFailed)) {
        world.log(process.name, `${call.name} ${call.key} was done and fails with EIO`)
        if (call.sync) world.flushLater(call.key)
        const failure = fileFailure(new InjectedError('EIO', call.key), call.key)
        world.whenAwake(process, () => reject(failure))
        return
      }
      call.sync?.(result)
      const { seemsRefused } = call
      const isLost = seemsRefused !== undefined && random.chance(rates.lostAnswer)
      if (isLost) world.log(process.name, `${call.name} ${call.key} seems to have been refused`)
      world.whenAwake(process, () => resolve(isLost ? seemsRefused : result))
    }
    if (process.isAlive && random.chance(rates.suspended)) world.suspend(process)
    // Most answers come at once.
    if (random.chance(0.6)) answer()
    else timeline.after(drawLatency(random, rates), answer)
  }

  #fault(call: Pick<Call<unknown>, 'writes'>): string | undefined {
    const { random, rates, isDiskFull } = this.#world
    if (random.chance(rates.refused)) return random.chance(0.8) ? 'EIO' : 'EACCES'
    if (call.writes && isDiskFull && random.chance(10 * rates.full)) return 'ENOSPC'
    return undefined
  }
}

function shown(result: unknown): string {
  if (result === false) return ': no'
  return result === undefined ? ': nothing' : ''
}
