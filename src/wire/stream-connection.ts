import { Failure } from '../failure.ts'
import { BatchAssembler, type StreamEvent } from './batch.ts'
import type { ClientMessage, SessionMessage } from './messages.ts'
import type { ServerAddress, StreamChoice } from './server-address.ts'
import { explainRefusal } from './server-requests.ts'
import { offeredProtocols } from './token-protocol.ts'

/** Receives the events of a stream. */
export interface StreamListener {
  /** A complete batch, an error or the end of the stream; not the session. */
  receive(event: StreamEvent): void
  /**
   * The connection was closed by either side, or because of an invalid message.
   *
   * @param code WebSocket close code
   * @param error what was thrown over what came, if that is why
   */
  closed(reason: string, code: number, error?: unknown): void
}

/** A surface's second has a tenth of this at most. Node itself cuts messages off at 128 MB. */
const MAX_MESSAGE_BYTES = 1 << 24

function assertSize(bytes: number): void {
  if (bytes <= MAX_MESSAGE_BYTES) return
  throw new Failure({
    code: 'input',
    what: 'the server sends more than a client takes',
    expected: `messages of at most ${MAX_MESSAGE_BYTES} bytes`,
    found: `${bytes}`,
  })
}

/** Close codes of a normal end. */
const NORMAL_CODES = [1000, 1001, 1005]

/**
 * A connection to a server's stream: assembled batches and control messages. Uses the standard
 * `WebSocket` and `fetch` of browsers and Node.
 */
export class StreamConnection {
  readonly session: SessionMessage
  readonly #socket: WebSocket

  private constructor(socket: WebSocket, session: SessionMessage) {
    this.#socket = socket
    this.session = session
  }

  /**
   * Connects and waits for the session.
   *
   * @throws Failure `input` with the reason of the refusal
   */
  static open(
    address: ServerAddress,
    choice: StreamChoice,
    listener: StreamListener,
  ): Promise<StreamConnection> {
    const url = address.streamUrl(choice)
    const socket = new WebSocket(url, offeredProtocols(address.token))
    socket.binaryType = 'arraybuffer'
    const assembler = new BatchAssembler()
    let isOpen = false
    let broken: Error | undefined
    return new Promise((resolve, reject) => {
      socket.addEventListener('message', ({ data }) => {
        try {
          assertSize(typeof data === 'string' ? data.length : data.byteLength)
          const event =
            typeof data === 'string' ? assembler.text(data) : assembler.binary(new Uint8Array(data))
          if (!event) return
          if (event.type !== 'session') listener.receive(event)
          else {
            isOpen = true
            resolve(new StreamConnection(socket, event))
          }
        } catch (error) {
          broken ??= error instanceof Error ? error : new Error(String(error))
          socket.close()
        }
      })
      socket.addEventListener('close', async ({ code, reason }) => {
        const why = reason || (NORMAL_CODES.includes(code) ? 'closed' : `cut (code ${code})`)
        if (isOpen) listener.closed(broken?.message ?? `the stream was ended: ${why}`, code, broken)
        else reject(await explainRefusal(address, url))
      })
    })
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message))
  }

  close(): void {
    this.#socket.close()
  }
}
