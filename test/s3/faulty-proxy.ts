import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'

/** Every n-th request gets a fault, in turn; conditional writes get conflicts besides. */
export interface Faults {
  readonly every: number
  readonly kinds: readonly Exclude<Fault, 'conflict'>[]
}

/** Every so many conditional writes are answered with a conflict. */
const CONFLICT_EVERY = 4

/**
 * 500 and 503 are answered without asking the server; `reset` cuts the connection before, `lost`
 * after the server has done it; `conflict` answers a conditional write with 409.
 */
export type Fault = '500' | '503' | 'reset' | 'lost' | 'conflict'

/** Stands before a server of S3 and fails now and then. */
export class FaultyProxy {
  readonly endpoint: string
  /** How often each fault has occurred. */
  readonly counts = new Map<Fault, number>()
  readonly #server: Server
  readonly #target: URL
  readonly #faults: Faults
  #requests = 0
  #conditional = 0

  private constructor(server: Server, port: number, target: string, faults: Faults) {
    this.#server = server
    this.#target = new URL(target)
    this.#faults = faults
    this.endpoint = `http://127.0.0.1:${port}`
    server.on('request', (incoming, answer) => this.#handle(incoming, answer))
  }

  static async start(target: string, faults: Faults): Promise<FaultyProxy> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    return new FaultyProxy(server, port, target, faults)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #handle(incoming: IncomingMessage, answer: ServerResponse): void {
    const fault = this.#draw(incoming)
    if (fault === 'reset') {
      incoming.socket.destroy()
      return
    }
    if (fault === '500' || fault === '503' || fault === 'conflict') {
      incoming.resume().on('end', () => refuse(answer, fault))
      return
    }
    const { hostname, port } = this.#target
    const { method, url, headers } = incoming
    const outgoing = request({ hostname, port, method, path: url, headers }, (found) => {
      if (fault === 'lost') {
        found.resume().on('end', () => incoming.socket.destroy())
        return
      }
      answer.writeHead(found.statusCode ?? 500, found.headers)
      found.pipe(answer)
    })
    outgoing.on('error', () => incoming.socket.destroy())
    incoming.pipe(outgoing)
  }

  #draw({ headers, method }: IncomingMessage): Fault | undefined {
    const isConditional = 'if-match' in headers || 'if-none-match' in headers
    if (method === 'PUT' && isConditional && ++this.#conditional % CONFLICT_EVERY === 0)
      return this.#count('conflict')
    if (++this.#requests % this.#faults.every !== 0) return undefined
    const { every, kinds } = this.#faults
    return this.#count(kinds[(this.#requests / every) % kinds.length])
  }

  #count(fault: Fault): Fault {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1)
    return fault
  }
}

const ANSWERS = {
  '500': [500, 'InternalError'],
  '503': [503, 'SlowDown'],
  conflict: [409, 'ConditionalRequestConflict'],
} as const

function refuse(answer: ServerResponse, fault: keyof typeof ANSWERS): void {
  const [status, code] = ANSWERS[fault]
  const text = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>injected</Message></Error>`
  answer.writeHead(status, { 'content-type': 'application/xml' })
  answer.end(text)
}
