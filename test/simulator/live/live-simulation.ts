import type { Engine } from '../../../src/engine/engine.ts'
import { Failure } from '../../../src/failure.ts'
import type { Connect } from '../../../src/live/connection.ts'
import { LiveSession, type LiveSummary } from '../../../src/live/session.ts'
import type { Second } from '../../../src/seconds/second.ts'
import type { LogEntry } from '../../../src/serve/log.ts'
import { Random } from '../../../src/synth/prng.ts'
import type { LiveStatus } from '../../../src/wire/live-status.ts'
import { LinkedGateway } from '../../live/gateway-link.ts'
import { VirtualClock } from '../../virtual-clock.ts'
import type { Simulated } from '../simulation.ts'
import { SYMBOL, sentDay } from './live-day.ts'
import { drawLife, type LiveLife } from './live-faults.ts'
import { digestOf, isOnePass, violationsOf } from './live-invariants.ts'
import type { LiveMutation } from './live-mutations.ts'
import { MemoryRecording } from './memory-recording.ts'

const KEY = 'db-0123456789012345678901234567x'
const LOGIN = {
  dataset: 'GLBX.MDP3',
  compression: 'none',
  heartbeatSeconds: 30,
  client: 'test',
} as const
/** Time goes on by so much until a session is over. */
const STEP_MS = 1000
/** One that no order came in does not know when the market's session ends: it ends after so long. */
const MAX_MS = 600_000
/** How far the machine's clock jumps, either way. */
const MAX_JUMP_MS = 120_000

/** Said in the trace of a session whose seconds must be those of one pass over its records. */
export const ONE_PASS = 'compared with one pass'

/** What a live session left behind. */
export interface LiveOutcome {
  readonly summary: LiveSummary
  /** What it tells of itself at its end. */
  readonly status: LiveStatus
  readonly recordings: readonly MemoryRecording[]
  /** A digest of each second's rows, by its end. */
  readonly seconds: ReadonlyMap<number, string>
  /** Undefined where no second was made. */
  readonly engine: Engine | undefined
}

/**
 * Lives through one seed of a session: gateway and client on a virtual clock, with a wire and
 * recordings in memory. The same seed is the same life.
 *
 * @param mutation a fault to be found
 */
export async function simulateLive(seed: number, mutation?: LiveMutation): Promise<Simulated> {
  const random = new Random(seed, 'live')
  const life = drawLife(random)
  const clock = new JumpingClock(random, life.clockJumpMs)
  const trace = [JSON.stringify(life)]
  const tell = (what: string) => trace.push(`${clock.now().toFixed(0).padStart(8)} ${what}`)
  const violations: string[] = []
  try {
    const outcome = await session(life, { seed, random, clock, tell, mutation })
    for (const [second, digest] of outcome.seconds) trace.push(`${second} ${digest}`)
    if (isOnePass(outcome)) trace.push(ONE_PASS)
    violations.push(...(await violationsOf(outcome, await sentDay(), mutation)))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    violations.push(`the session fails: ${error.message}`)
  }
  return { seed, violations, steps: clock.steps, virtualMs: clock.now(), trace }
}

interface Circumstances {
  readonly seed: number
  readonly random: Random
  readonly clock: JumpingClock
  readonly tell: (what: string) => void
  readonly mutation: LiveMutation | undefined
}

async function session(life: LiveLife, circumstances: Circumstances): Promise<LiveOutcome> {
  const { seed, random, clock, tell, mutation } = circumstances
  const { served, setup } = await sentDay()
  const { chance, maxMs } = life.slowReads
  async function* wire(piece: Uint8Array) {
    if (random.chance(chance)) await wait(clock, random.between(0, maxMs))
    yield* mutation?.wire?.(piece, random) ?? [piece]
  }
  const options = { clock, key: KEY, speed: life.speed, faults: life.gateway, seed, wire }
  const gateway = new LinkedGateway(served, options)
  const recordings: MemoryRecording[] = []
  const seconds = new Map<number, string>()
  let engine: Engine | undefined
  let isOpened = false
  const connect: Connect = async () => {
    if (recordings.length > 0 && random.chance(life.refused)) {
      tell('the gateway is not reached')
      throw new Failure({ code: 'input', what: 'the gateway cannot be reached' })
    }
    return gateway.connect()
  }
  const running = new LiveSession({
    symbol: SYMBOL,
    optionSymbols: [],
    from: life.from,
    login: LOGIN,
    key: KEY,
    connect,
    source: 'gateway',
    record: async (connection) => {
      const recording = new MemoryRecording(connection)
      recordings.push(recording)
      return recording
    },
    open: async () => {
      isOpened = true
      return setup.input
    },
    onSecond: (second: Second, made) => {
      engine = made
      seconds.set(second.endSecond, digestOf(second))
    },
    graceMs: 250,
    durationMs: MAX_MS,
    clock,
    random: () => random.uniform(),
    log: ({ event, fields }: LogEntry) => tell(`${event} ${JSON.stringify(fields)}`),
    signal: new AbortController().signal,
  })
  const summary = await clock.during(running.run())
  clock.stop()
  if (isOpened && clock.now() >= MAX_MS) throw new Error('it does not end')
  return { summary, status: running.status, recordings, seconds, engine }
}

function wait(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.timeout(ms, resolve)
  })
}

/** A virtual clock whose time of day is set now and then, as a machine's may be. */
class JumpingClock extends VirtualClock {
  steps = 0
  #jumpedMs = 0
  #isStopped = false
  readonly #random: Random

  constructor(random: Random, jumpMs: number | undefined) {
    super()
    this.#random = random
    if (jumpMs !== undefined) this.#jumpEvery(jumpMs)
  }

  override unixMs(): number {
    return super.unixMs() + this.#jumpedMs
  }

  override async during<T>(work: Promise<T>): Promise<T> {
    let isOver = false
    const over = () => {
      isOver = true
    }
    work.then(over, over)
    while (!isOver) {
      this.steps++
      await this.advance(STEP_MS)
    }
    return work
  }

  /** No more jumps. */
  stop(): void {
    this.#isStopped = true
  }

  #jumpEvery(meanMs: number): void {
    this.timeout(meanMs * this.#random.exponential(), () => {
      if (this.#isStopped) return
      this.#jumpedMs += this.#random.between(-MAX_JUMP_MS, MAX_JUMP_MS)
      this.#jumpEvery(meanMs)
    })
  }
}
