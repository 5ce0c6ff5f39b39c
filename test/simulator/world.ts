import type { Clock, Timer } from '../../src/clock.ts'
import { Failure } from '../../src/failure.ts'
import type { StageDay } from '../../src/lake/partition/stage-day.ts'
import type { Lake } from '../../src/lake/paths.ts'
import type { Owner } from '../../src/lake/store/owner.ts'
import type { Store } from '../../src/lake/store/store.ts'
import { Random } from '../../src/synth/prng.ts'
import { Disk } from './disk.ts'
import { drawRates, drawSuspension, type FaultRates, NO_FAULTS } from './faults.ts'
import { SimulatedStore } from './simulated-store.ts'
import { Timeline } from './timeline.ts'
import type { Workload } from './workload.ts'

/** What `unixMs` counts from: 2026-01-06T00:00:00Z. */
const START_UNIX_MS = 1_767_657_600_000
const HOUR_MS = 3_600_000
/** The system writes by itself what a program did not sync, milliseconds later. */
const FLUSH_MS = 30_000
/** Few numbers, so that a new process at times has that of one that has ended. */
const PIDS = 60
const MAX_TRACE = 100_000

export interface Host {
  readonly name: string
  /** When its clock was last set, milliseconds of virtual time. */
  setAtMs: number
  /** By how much its clock was set, milliseconds. */
  offsetMs: number
}

/** A process of the simulated program. */
export interface Process {
  /** As the trace names it: "collector/117". */
  readonly name: string
  readonly host: Host
  readonly pid: number
  readonly since: number
  isAlive: boolean
  /** What it goes on with when it is no longer suspended; undefined while it runs. */
  suspended: (() => void)[] | undefined
  readonly lake: Lake
  /** What it has asked of the disk and is not done yet: each does it. */
  readonly asked: Set<() => void>
  /** Called if it ends before its work does. */
  readonly onKilled: () => void
}

/** What does something in a lake: a program that is started again whenever it was killed. */
export interface Actor {
  readonly name: string
  readonly host: 'desk' | 'rack'
  /** One life of it; over when its script is over. */
  live(process: Process, world: World): Promise<void>
}

/** A fault of the program that the simulation found. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** What the simulation is told of what actors have seen or done. */
export interface Judge {
  /**
   * A commit has reported that a day is written.
   *
   * @param contents each table's, by dataset
   * @param begunMs when its run began: another may have written the same since
   */
  acknowledged(day: StageDay, contents: ReadonlyMap<string, string>, begunMs: number): void
  /** A program has reported that what it wrote is written: of one day, or all of it. */
  finished(process: Process, day?: StageDay): void
  /** A run was told that another is at a day. */
  refused(process: Process, day: StageDay): void
  /** A power cut has taken back what was not synced. */
  lost(keys: readonly string[]): void
}

/** Puts another store between the program and the simulated one: a program with a fault. */
export type Mutation = (store: Store, process: Process, world: World) => Store

/** Everything of one seed: time, disk, hosts, processes and what goes wrong. */
export class World {
  readonly timeline: Timeline
  readonly disk = new Disk()
  readonly random: Random
  readonly hosts: readonly Host[] = [
    { name: 'desk', offsetMs: 0, setAtMs: -Infinity },
    { name: 'rack', offsetMs: 0, setAtMs: -Infinity },
  ]
  readonly trace: string[] = []
  /** Keys that writes are at whose answer is not given yet, and how many. */
  readonly inFlight = new Map<string, number>()
  readonly violations: Violation[] = []
  rates: FaultRates
  isDiskFull = false
  judge: Judge = {
    acknowledged: () => {},
    finished: () => {},
    refused: () => {},
    lost: () => {},
  }
  readonly workload: Workload
  readonly #mutation: Mutation | undefined
  readonly #alive = new Map<string, Process>()
  readonly #unfinished = new Set<Actor>()
  #tokens = 0

  constructor(seed: number, workload: Workload, mutation?: Mutation) {
    this.workload = workload
    this.timeline = new Timeline(workload.readsFiles)
    this.random = new Random(seed, 'simulator')
    this.rates = drawRates(this.random)
    this.#mutation = mutation
  }

  /** Actors whose script is not over. */
  get unfinished(): number {
    return this.#unfinished.size
  }

  log(who: string, what: string): void {
    if (this.trace.length < MAX_TRACE)
      this.trace.push(`${this.timeline.nowMs.toFixed(1).padStart(12)}  ${who}  ${what}`)
  }

  violate(what: string): void {
    this.log('VIOLATION', what)
    this.violations.push(new Violation(what))
  }

  /** Starts an actor, and again whenever it is killed or fails of what the world did to it. */
  start(actor: Actor): void {
    this.#unfinished.add(actor)
    const again = () => this.timeline.after(this.random.between(10, 3_000), () => this.start(actor))
    const process = this.spawn(actor.name, actor.host, again)
    actor.live(process, this).then(
      () => {
        if (!process.isAlive) return
        this.#end(process)
        this.#unfinished.delete(actor)
      },
      (error: unknown) => {
        if (!process.isAlive) return
        this.log(process.name, `ends with: ${text(error)}`)
        this.#end(process)
        if (!isExcused(error)) this.violate(`${process.name} failed of itself: ${text(error)}`)
        again()
      },
    )
  }

  /** A new process. @param onKilled called if it is killed */
  spawn(actor: string, hostName: string, onKilled: () => void): Process {
    const host = this.hosts.find(({ name }) => name === hostName)
    if (!host) throw new Error(`there is no host ${hostName}`)
    let pid: number
    do pid = 100 + this.random.below(PIDS)
    while (this.#alive.has(`${hostName} ${pid}`))
    const since = Math.round(this.timeline.nowMs)
    const process = {
      name: `${actor}/${pid}`,
      host,
      pid,
      since,
      isAlive: true,
      suspended: undefined,
      asked: new Set<() => void>(),
      onKilled,
    }
    const whole: Process = Object.assign(process, { lake: undefined as unknown as Lake })
    Object.assign(process, { lake: this.#lakeOf(whole) })
    this.#alive.set(`${hostName} ${pid}`, whole)
    this.log(process.name, `starts on ${hostName}`)
    return whole
  }

  /** A process has come to its end. */
  #end(process: Process): void {
    process.isAlive = false
    this.#alive.delete(`${process.host.name} ${process.pid}`)
  }

  /** Suspends a process: calls that it has made are done, but it does not notice until it goes on. */
  suspend(process: Process): void {
    if (process.suspended || !process.isAlive) return
    const suspended: (() => void)[] = []
    process.suspended = suspended
    const suspendedMs = drawSuspension(this.random)
    this.log(process.name, `is suspended for at most ${(suspendedMs / 1000).toFixed(0)} s`)
    this.timeline.after(suspendedMs, () => {
      if (process.suspended === suspended) this.#resume(process)
    })
  }

  #resume(process: Process): void {
    const waiting = process.suspended ?? []
    process.suspended = undefined
    if (!process.isAlive) return
    this.log(process.name, 'goes on')
    for (const goOn of waiting) this.timeline.after(0, () => this.whenAwake(process, goOn))
  }

  /** Lets a process go on with something: at once, or when it is no longer suspended. */
  whenAwake(process: Process, goOn: () => void): void {
    if (process.suspended) process.suspended.push(goOn)
    else if (process.isAlive) goOn()
  }

  /**
   * A lease was written. Where a suspended process lost its lease, it goes on while the other works:
   * by chance that would be rare, because work is short and suspensions are long.
   */
  leaseTaken(): void {
    for (const process of this.#alive.values()) {
      const { suspended } = process
      if (!suspended || !this.random.chance(0.3)) continue
      this.timeline.after(this.random.between(0, 50), () => {
        if (process.suspended === suspended) this.#resume(process)
      })
    }
  }

  /** It is over, without having failed. */
  exit(process: Process): void {
    if (process.isAlive) this.#end(process)
  }

  kill(process: Process): void {
    if (!process.isAlive) return
    this.log(process.name, 'is killed')
    // The system ends a process when it has done what it is at; over a network that may be later.
    if (process.host.name === 'desk') this.#finishAsked(process)
    this.#end(process)
    process.onKilled()
  }

  #finishAsked({ asked }: Process): void {
    for (const finish of [...asked]) if (this.random.chance(0.5)) finish()
    asked.clear()
  }

  cutPower(): void {
    this.log('power', 'is cut')
    for (const process of [...this.#alive.values()]) {
      process.asked.clear()
      this.#end(process)
      process.onKilled()
    }
    const lost = this.disk.loseUnsynced(this.random)
    if (lost.length > 0) this.log('power', `takes back ${lost.join(', ')}`)
    this.judge.lost(lost)
  }

  /** What a process wrote and did not live to sync, the system syncs some time later. */
  flushLater(key: string): void {
    this.timeline.after(FLUSH_MS, () => this.disk.sync(key))
  }

  /** From time to time a clock is set, or the disk is full for a while. */
  startWeather(): void {
    const next = () => {
      this.timeline.after(this.random.between(1_000, HOUR_MS / 4), () => {
        if (this.random.chance(this.rates.clockJumps / 4)) this.#setClock()
        this.isDiskFull = this.rates.full > 0 && this.random.chance(0.3)
        if (this.unfinished > 0) next()
      })
    }
    next()
  }

  #setClock(): void {
    const host = this.hosts[this.random.below(this.hosts.length)]
    const most = this.random.chance(0.2) ? 3 * HOUR_MS : 100_000
    host.setAtMs = this.timeline.nowMs
    host.offsetMs = Math.round(this.random.between(-most, most))
    this.log(host.name, `has its clock set to be ${host.offsetMs} ms off`)
  }

  /** From now on all goes well. */
  calm(): void {
    this.rates = NO_FAULTS
    this.isDiskFull = false
    for (const host of this.hosts) host.offsetMs = 0
  }

  unixMs(host: Host): number {
    return Math.round(START_UNIX_MS + this.timeline.nowMs + host.offsetMs)
  }

  /** Does a process run that has this number? */
  isRunning(host: string, pid: number): boolean {
    return this.#alive.has(`${host} ${pid}`)
  }

  /** Does the very process run, not a later one that has its number? */
  isAlive({ host, pid, since }: Owner): boolean {
    const process = this.#alive.get(`${host} ${pid}`)
    return process !== undefined && process.since <= since
  }

  #lakeOf(process: Process): Lake {
    const plain = new SimulatedStore(this, process)
    const store = this.#mutation?.(plain, process, this) ?? plain
    const { host, pid, since } = process
    return {
      root: 'simulated',
      store,
      datasets: this.workload.datasets,
      clock: this.#clockOf(process),
      processes: {
        here: () => ({ host: host.name, pid, since: Math.round(this.timeline.nowMs) }),
        // As the system says it: by the number, but for an earlier process of one's own.
        hasEnded: (owner) => {
          if (owner.host !== host.name) return false
          if (owner.pid === pid) return owner.since < since
          return !this.isRunning(owner.host, owner.pid)
        },
        token: () => (++this.#tokens).toString(16).padStart(12, '0'),
      },
    }
  }

  #clockOf(process: Process): Clock {
    const timer = (delayMs: number, callback: () => void): Timer => {
      let isCancelled = false
      const fire = () => {
        if (!isCancelled) callback()
      }
      const event = this.timeline.after(delayMs, () => this.whenAwake(process, fire))
      const cancel = () => {
        isCancelled = true
        event.cancel()
      }
      return { cancel }
    }
    return {
      now: () => this.timeline.nowMs,
      unixMs: () => this.unixMs(process.host),
      timeout: timer,
      interval: (periodMs, callback) => {
        const next = (): Timer =>
          timer(periodMs, () => {
            current = next()
            callback()
          })
        let current = next()
        return { cancel: () => current.cancel() }
      },
    }
  }
}

/** An error that the world made: of the system, as a store passes it on. */
export class InjectedError extends Error {
  readonly code: string

  constructor(code: string, key: string) {
    super(`${code}: ${key}`)
    this.code = code
  }
}

/** Does a program fail so because of what was done to it? */
export function isExcused(error: unknown): boolean {
  if (error instanceof InjectedError) return true
  if (!(error instanceof Failure)) return false
  if (error.detail.code === 'busy' || error.detail.what.startsWith('its process was killed'))
    return true
  return isExcused(error.cause)
}

export function text(error: unknown): string {
  if (error instanceof Failure) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
