import type { Clock } from '../../src/clock.ts'
import { type FaultPlan, NO_FAULTS } from '../../src/gateway/faults.ts'
import { type MarketTime, PacedTime, UnpacedTime } from '../../src/gateway/market-time.ts'
import { type ServedFiles, scanFiles } from '../../src/gateway/served-files.ts'
import { Session } from '../../src/gateway/session.ts'
import type { Playback } from '../../src/gateway/stream.ts'
import type { Connection as GatewayEnd } from '../../src/gateway/transmission.ts'
import type { Connection } from '../../src/live/connection.ts'

export interface LinkedOptions {
  readonly clock: Clock
  readonly key: string
  readonly speed: number | 'max'
  readonly faults?: FaultPlan
  /** Where the day begins; with the first record if left out. */
  readonly at?: bigint
  readonly seed?: number
  /** The wire: what is read of each piece that was sent, and when. */
  readonly wire?: (piece: Uint8Array) => AsyncIterable<Uint8Array>
}

/** The gateway's core without sockets: each connection is a session of it. It holds at the end. */
export class LinkedGateway implements Playback {
  readonly served: ServedFiles
  readonly atEnd = 'hold'
  readonly time: MarketTime
  readonly #options: LinkedOptions
  #sessions = 0

  constructor(served: ServedFiles, options: LinkedOptions) {
    this.served = served
    this.#options = options
    const { clock, speed, at = served.begin } = options
    this.time = speed === 'max' ? new UnpacedTime(at) : new PacedTime(clock, at, speed)
  }

  static async of(
    paths: string | readonly string[],
    options: LinkedOptions,
  ): Promise<LinkedGateway> {
    return new LinkedGateway(await scanFiles([paths].flat()), options)
  }

  after(): MarketTime {
    throw new Error('the day does not begin again')
  }

  readonly connect = async (): Promise<Connection> => {
    const { clock, faults = NO_FAULTS, key, seed = 1 } = this.#options
    const link = new Link(this.#options.wire)
    link.session = new Session({
      connection: link,
      playback: this,
      clock,
      version: 'test',
      key,
      sessionId: ++this.#sessions,
      faults,
      seed,
      refusal: undefined,
      onLogin: () => {},
    })
    link.session.begin()
    return link
  }
}

/** Both ends of a wire. The gateway writes on once what it wrote was read. */
class Link implements GatewayEnd, Connection {
  session: Session | undefined
  readonly #wire: LinkedOptions['wire']
  #pieces: Uint8Array[] = []
  #isEnded = false
  #wakeReader = () => {}
  #wakeWriter = () => {}

  constructor(wire: LinkedOptions['wire']) {
    this.#wire = wire
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#pieces.push(bytes.slice())
    this.#wakeReader()
    return new Promise((resolve) => (this.#wakeWriter = resolve))
  }

  end(): void {
    this.#isEnded = true
    this.#wakeReader()
  }

  send(text: string): void {
    if (!this.#isEnded) this.session?.receive(new TextEncoder().encode(text))
  }

  close(): void {
    this.session?.close()
    this.#wakeWriter()
    this.end()
  }

  get received(): AsyncIterable<Uint8Array> {
    return this.#read()
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#pieces.shift()
      if (piece && this.#wire) yield* this.#wire(piece)
      else if (piece) yield piece
      else if (this.#isEnded) return
      else {
        this.#wakeWriter()
        await new Promise<void>((resolve) => (this.#wakeReader = resolve))
      }
    }
  }
}
