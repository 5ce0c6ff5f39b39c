import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Batch, BatchAssembler, type StreamEvent } from '../../src/wire/batch.ts'
import type { ClientMessage } from '../../src/wire/messages.ts'

export interface Heard {
  readonly event: StreamEvent
  /** Milliseconds of `performance.now()`. */
  readonly at: number
}

/** A client that keeps everything it hears. */
export class TestClient {
  readonly socket: WebSocket
  readonly received: Heard[] = []
  readonly #assembler = new BatchAssembler()
  #broken: unknown
  #wake = () => {}

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data, isBinary) => {
      try {
        const event = isBinary
          ? this.#assembler.binary(data as Buffer)
          : this.#assembler.text(data.toString())
        if (event) this.received.push({ event, at: performance.now() })
      } catch (error) {
        this.#broken = error
      }
      this.#wake()
    })
    socket.on('close', () => this.#wake())
  }

  static async connect(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const client = new TestClient(new WebSocket(url, { headers, perMessageDeflate: false }))
    await once(client.socket, 'open')
    return client
  }

  get batches(): (Batch & { at: number })[] {
    return this.received.flatMap(({ event, at }) =>
      event.type === 'batch' ? [{ ...event, at }] : [],
    )
  }

  get seconds(): number[] {
    return this.batches.map(({ endSecond }) => endSecond)
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Waits until something holds of what was received. */
  async until(holds: () => boolean, milliseconds = 5000): Promise<void> {
    const deadline = performance.now() + milliseconds
    while (!holds()) {
      if (this.#broken) throw this.#broken
      const left = deadline - performance.now()
      if (left <= 0)
        throw new Error(`received only ${this.received.map(({ event }) => event.type)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  untilBatches(count: number, milliseconds?: number): Promise<void> {
    return this.until(() => this.batches.length >= count, milliseconds)
  }

  /** @returns the close code */
  async closed(): Promise<number> {
    if (this.socket.readyState === WebSocket.CLOSED) return Number.NaN
    const [code] = await once(this.socket, 'close')
    return code as number
  }

  close(): void {
    this.socket.terminate()
  }
}

/** The status and body with which a stream is refused. */
export async function refusedStream(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; message: string }> {
  const socket = new WebSocket(url, { headers })
  const [, response] = await once(socket, 'unexpected-response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  socket.on('error', () => {})
  socket.terminate()
  return {
    status: response.statusCode,
    message: JSON.parse(Buffer.concat(chunks).toString()).message,
  }
}
