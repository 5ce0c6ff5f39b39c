import { BatchAssembler, type StreamEvent } from './batch.ts'
import type { ClientMessage, SessionMessage } from './messages.ts'
import type { ServerAddress, StreamChoice } from './server-address.ts'
import { explainRefusal } from './server-answers.ts'

/** What is told of a stream as it comes. */
export interface StreamListener {
  /** A whole batch, an error or the stream's end; the session is not told again. */
  receive(event: StreamEvent): void
  /**
   * The connection is gone, by either side or for what was sent over it.
   *
   * @param code WebSocket's
   * @param error what was thrown over what came, if that is why
   */
  closed(reason: string, code: number, error?: unknown): void
}

/** The standard's codes for an end that nobody need explain. */
const QUIET_CODES = [1000, 1001, 1005]

/**
 * A stream from a server: the connection, whole batches, and control. Needs the standard's
 * `WebSocket` and `fetch`, which browsers and Node both have.
 */
export class StreamConnection {
  readonly session: SessionMessage
  readonly #socket: WebSocket

  private constructor(socket: WebSocket, session: SessionMessage) {
    this.#socket = socket
    this.session = session
  }

  /**
   * Connects, and waits for the session.
   *
   * @throws Failure `input` saying why there is no stream
   */
  static open(
    address: ServerAddress,
    choice: StreamChoice,
    listener: StreamListener,
  ): Promise<StreamConnection> {
    const url = address.streamUrl(choice)
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    const assembler = new BatchAssembler()
    let isOpen = false
    let broken: Error | undefined
    return new Promise((resolve, reject) => {
      socket.addEventListener('message', ({ data }) => {
        try {
          const event =
            typeof data === 'string'
              ? assembler.text(data)
              : assembler.binary(new Uint8Array(data as ArrayBuffer))
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
        const why = reason || (QUIET_CODES.includes(code) ? 'closed' : `cut (code ${code})`)
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
