import { once } from 'node:events'
import { WebSocket } from 'ws'
import { BatchAssembler, type StreamBatch, type StreamEvent } from '../../src/wire/batch.ts'
import type { ClientMessage } from '../../src/wire/messages.ts'
import type { VirtualClock } from '../virtual-clock.ts'

/** Later than this something hangs; a busy machine is slow, and does not hang. */
const HANG_MS = 100_000
/** Of a virtual clock, which passes as soon as the server has nothing to do. */
const MAX_VIRTUAL_MS = 60_000
const STEP_MS = 10

/** A client that keeps everything it receives. */
export class TestClient {
  readonly socket: WebSocket
  readonly received: { readonly event: StreamEvent }[] = []
  readonly #clock: VirtualClock | undefined
  readonly #assembler = new BatchAssembler()
  #broken: unknown
  #wake = () => {}

  private constructor(socket: WebSocket, clock: VirtualClock | undefined) {
    this.socket = socket
    this.#clock = clock
    socket.on('message', (data, isBinary) => {
      try {
        const event = isBinary
          ? this.#assembler.binary(data as Buffer)
          : this.#assembler.text(data.toString())
        if (event) this.received.push({ event })
      } catch (error) {
        this.#broken = error
      }
      this.#wake()
    })
    socket.on('close', () => this.#wake())
  }

  /** @param clock the server's, to be advanced while something is waited for; the machine's, if left out */
  static async connect(
    url: string,
    headers: Record<string, string> = {},
    clock?: VirtualClock,
  ): Promise<TestClient> {
    const client = new TestClient(new WebSocket(url, { headers, perMessageDeflate: false }), clock)
    await once(client.socket, 'open')
    return client
  }

  get batches(): StreamBatch[] {
    return this.received.flatMap(({ event }) => (event.type === 'batch' ? [event] : []))
  }

  get seconds(): number[] {
    return this.batches.map(({ endSecond }) => endSecond)
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Waits until something holds of what was received. */
  async until(holds: () => boolean): Promise<void> {
    if (this.#clock) await this.#advanceUntil(holds, this.#clock)
    else await this.#waitUntil(holds)
  }

  untilBatches(count: number): Promise<void> {
    return this.until(() => this.batches.length >= count)
  }

  async #advanceUntil(holds: () => boolean, clock: VirtualClock): Promise<void> {
    const deadline = clock.now() + MAX_VIRTUAL_MS
    while (!holds()) {
      if (this.#broken) throw this.#broken
      if (clock.now() > deadline) throw this.#missing()
      await clock.advance(STEP_MS)
    }
  }

  async #waitUntil(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + HANG_MS
    while (!holds()) {
      if (this.#broken) throw this.#broken
      const left = deadline - performance.now()
      if (left <= 0) throw this.#missing()
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  #missing(): Error {
    return new Error(`received only ${this.received.map(({ event }) => event.type)}`)
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
