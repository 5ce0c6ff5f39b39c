import { isCorrectAnswer } from './cram.ts'
import { LineReader, LineTooLong } from './line-reader.ts'
import { type Login, parseRequest, type Subscribe, type Unsubscribe } from './requests.ts'

/** 2,000 symbols of 71 characters and the fields before them. */
const MAX_LINE_BYTES = 160 * 1024

/** A step of the login conversation. */
export type ConversationStep =
  /** Send this last line; no session is opened. */
  | { readonly type: 'refuse'; readonly text: string; readonly reason: string }
  | { readonly type: 'login'; readonly login: Login }
  | Subscribe
  | Unsubscribe
  | { readonly type: 'start' }
  /** A request that ends a session whose client is known. */
  | { readonly type: 'invalid'; readonly reason: string }

export interface ConversationOptions {
  /** The key that the client must have; undefined takes every client. */
  readonly key: string | undefined
  readonly challenge: string
  readonly sessionId: number
  /** Of what may be asked for. */
  readonly datasets: readonly string[]
  /** Why no session can be opened now, or undefined. */
  readonly refusal?: string | undefined
}

/**
 * The text part of a session as a state machine: bytes in, steps out. No I/O and no time. After a
 * step that ends the session there are no more.
 */
export class LoginConversation {
  readonly #options: ConversationOptions
  readonly #lines = new LineReader(MAX_LINE_BYTES)
  #state: 'login' | 'open' | 'started' | 'ended' = 'login'

  constructor(options: ConversationOptions) {
    this.#options = options
  }

  /** The first line of the gateway. */
  greeting(version: string): string {
    return `lsg_version=${version}\ncram=${this.#options.challenge}\n`
  }

  *receive(bytes: Uint8Array): Generator<ConversationStep> {
    if (this.#state === 'ended') return
    try {
      for (const line of this.#lines.push(bytes)) {
        yield this.#answer(line)
        if (this.#isEnded()) return
      }
    } catch (error) {
      if (!(error instanceof LineTooLong)) throw error
      yield this.#reject(`a request has ${MAX_LINE_BYTES} bytes at most`)
    }
  }

  #isEnded(): boolean {
    return this.#state === 'ended'
  }

  #answer(line: string): ConversationStep {
    const request = parseRequest(line)
    if (request.type === 'invalid') return this.#reject(request.reason)
    if (this.#state === 'login') {
      if (request.type !== 'login') return this.#reject('the first request must be auth')
      return this.#logIn(request)
    }
    if (request.type === 'login') return this.#reject('the session is authenticated already')
    if (request.type === 'start') {
      if (this.#state === 'started') return this.#reject('the session has started already')
      this.#state = 'started'
    }
    return request
  }

  #logIn(login: Login): ConversationStep {
    const { key, challenge, datasets, refusal } = this.#options
    if (key !== undefined && !isCorrectAnswer(login.auth, challenge, key))
      return this.#reject('authentication failed')
    if (refusal !== undefined) return this.#reject(refusal)
    if (!datasets.includes(login.dataset))
      return this.#reject(`the dataset is not served, expected ${datasets.join(' or ')}`)
    this.#state = 'open'
    return { type: 'login', login }
  }

  /** Before the client is known an error is a line, and afterwards a record of the stream. */
  #reject(reason: string): ConversationStep {
    const wasKnown = this.#state !== 'login'
    this.#state = 'ended'
    if (wasKnown) return { type: 'invalid', reason }
    return { type: 'refuse', text: `success=0|error=${reason}\n`, reason }
  }

  /** The line that accepts a client. */
  welcome(): string {
    return `success=1|session_id=${this.#options.sessionId}\n`
  }
}
