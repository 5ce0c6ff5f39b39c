import type { Clock, Timer } from '../clock.ts'
import { LoginConversation } from './conversation.ts'
import { makeChallenge } from './cram.ts'
import { type FaultPlan, SessionFaults } from './faults.ts'
import { RequestQueue } from './mailbox.ts'
import type { Login } from './requests.ts'
import { type Playback, SessionStream, type StreamEnd } from './stream.ts'
import { type Connection, Transmission } from './transmission.ts'

/** How long a client may take to log in (the official clients give up after as long). */
const LOGIN_TIMEOUT_MS = 30_000

export interface SessionOptions {
  readonly connection: Connection
  readonly playback: Playback
  readonly clock: Clock
  /** What the gateway says it is. */
  readonly version: string
  /** Undefined takes every client. */
  readonly key: string | undefined
  readonly sessionId: number
  readonly faults: FaultPlan
  readonly seed: number
  /** Why no session can be had now; undefined where one can. */
  readonly refusal: string | undefined
  readonly onLogin: (login: Login) => void
}

/** How a session ended. */
export interface SessionEnd {
  readonly reason: StreamEnd | 'not logged in' | 'not started'
  /** More of it, where there is more to say. */
  readonly detail?: string
  /** Records of the files that were sent. */
  readonly records: number
}

/** One client's session, from greeting to end; bytes come in by {@link receive}. */
export class Session {
  readonly #options: SessionOptions
  readonly #conversation: LoginConversation
  readonly #mailbox = new RequestQueue()
  readonly #ended = Promise.withResolvers<SessionEnd>()
  readonly #loginTimer: Timer
  #login: Login | undefined
  #hasStarted = false

  constructor(options: SessionOptions) {
    const { clock, key, playback, refusal, sessionId } = options
    this.#options = options
    this.#conversation = new LoginConversation({
      key,
      challenge: makeChallenge(),
      sessionId,
      datasets: [playback.served.dataset],
      refusal,
    })
    this.#loginTimer = clock.timeout(LOGIN_TIMEOUT_MS, () => this.#giveUp())
  }

  /** Greets the client. */
  begin(): void {
    this.#write(this.#conversation.greeting(this.#options.version))
  }

  /** @throws Failure where a file is damaged */
  get ended(): Promise<SessionEnd> {
    return this.#ended.promise
  }

  receive(bytes: Uint8Array): void {
    for (const turn of this.#conversation.receive(bytes)) {
      if (turn.type === 'refuse') {
        this.#write(turn.text)
        this.#endEarly({ reason: 'not logged in', detail: turn.reason, records: 0 })
      } else if (turn.type === 'login') {
        this.#loginTimer.cancel()
        this.#login = turn.login
        this.#write(this.#conversation.welcome())
        this.#options.onLogin(turn.login)
      } else {
        if (turn.type !== 'start') this.#mailbox.put(turn)
        // A fault is told as a record, and before the start there are none.
        if (turn.type === 'start' || turn.type === 'invalid') this.#start()
      }
    }
  }

  /** The client has gone, or the gateway is going: ends the session soon. */
  close(): void {
    this.#mailbox.close()
    if (!this.#hasStarted) {
      this.#endEarly({ reason: this.#login ? 'not started' : 'not logged in', records: 0 })
    }
  }

  #giveUp(): void {
    this.#endEarly({ reason: 'not logged in', detail: 'no login in time', records: 0 })
  }

  #endEarly(end: SessionEnd): void {
    this.#loginTimer.cancel()
    this.#options.connection.end()
    this.#ended.resolve(end)
  }

  #start(): void {
    const { clock, connection, faults: plan, playback, seed, sessionId } = this.#options
    const login = this.#login
    if (!login || this.#hasStarted) return
    this.#hasStarted = true
    const mailbox = this.#mailbox
    const faults = new SessionFaults(plan, seed, sessionId)
    const transmission = new Transmission(connection, login, faults, { clock, mailbox })
    const stream = new SessionStream({ playback, login, clock, mailbox, transmission, faults })
    this.#ended.resolve(stream.run().then((reason) => ({ reason, records: stream.sent })))
  }

  #write(text: string): void {
    this.#options.connection.write(new TextEncoder().encode(text)).catch(() => {})
  }
}
