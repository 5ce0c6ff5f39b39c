import { Buffer } from 'node:buffer'

/** A line of the gateway is never longer; its greeting and answers have some dozens of bytes. */
const MAX_LINE_BYTES = 4096
const NEWLINE = 0x0a

/** What a gateway's bytes lead to; the mirror of the gateway's `Turn`. */
export type Turn =
  | { readonly type: 'challenge'; readonly challenge: string }
  /** The client is known: it may subscribe and start. */
  | { readonly type: 'welcome'; readonly sessionId: string }
  /** The session does not come about; the gateway closes the connection. */
  | { readonly type: 'refused'; readonly reason: string }
  /** Bytes of the stream that follows the text. */
  | { readonly type: 'stream'; readonly bytes: Uint8Array }
  /** What came is not the protocol. */
  | { readonly type: 'invalid'; readonly found: string }

/**
 * The client's side of a session's text, as a state machine: bytes in, turns out. It does no I/O and
 * knows no time. Fields may come in any order, unknown ones are ignored, and a `|` at the end is
 * allowed. The greeting is taken as it is.
 */
export class Conversation {
  #state: 'greeting' | 'challenge' | 'answer' | 'stream' | 'ended' = 'greeting'
  #held: Uint8Array = new Uint8Array();

  *receive(bytes: Uint8Array): Generator<Turn> {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    this.#held = new Uint8Array()
    while (this.#state !== 'stream' && this.#state !== 'ended') {
      const end = rest.indexOf(NEWLINE)
      if (end < 0 && rest.length <= MAX_LINE_BYTES) {
        this.#held = rest.slice()
        return
      }
      const text = Buffer.from(rest.subarray(0, end < 0 ? MAX_LINE_BYTES : end)).toString('utf8')
      rest = rest.subarray(end + 1)
      const turn = end < 0 ? this.#invalid(text) : this.#read(text.replace(/\r$/, ''))
      if (turn) yield turn
    }
    // Text and stream may come in one piece.
    if (this.#state === 'stream' && rest.length > 0) yield { type: 'stream', bytes: rest }
  }

  #read(line: string): Turn | undefined {
    const fields = fieldsOf(line)
    if (this.#state === 'greeting') {
      this.#state = 'challenge'
      return undefined
    }
    if (this.#state === 'challenge') {
      const challenge = fields.get('cram')
      if (!challenge) return this.#invalid(line)
      this.#state = 'answer'
      return { type: 'challenge', challenge }
    }
    if (fields.get('success') === '1') {
      this.#state = 'stream'
      return { type: 'welcome', sessionId: fields.get('session_id') ?? '' }
    }
    if (!fields.has('success')) return this.#invalid(line)
    this.#state = 'ended'
    return { type: 'refused', reason: fields.get('error') ?? 'no reason was given' }
  }

  #invalid(found: string): Turn {
    this.#state = 'ended'
    return { type: 'invalid', found: found.slice(0, 60) }
  }
}

function fieldsOf(line: string): Map<string, string> {
  return new Map(
    line.split('|').flatMap((token): [string, string][] => {
      const at = token.indexOf('=')
      return at < 0 ? [] : [[token.slice(0, at), token.slice(at + 1)]]
    }),
  )
}
