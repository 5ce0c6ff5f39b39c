import { createConnection, type Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Connection } from './connection.ts'

/** How long the vendor's clients wait for a connection. */
const CONNECT_MS = 10_000

/** Where a gateway listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

/**
 * Opens a TCP connection to a gateway.
 *
 * @throws Failure `input` where it cannot be reached
 */
export function connectSocket({ host, port }: Address, clock: Clock): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true })
    const fail = (found: string) => {
      timer.cancel()
      socket.destroy()
      reject(unreachable({ host, port }, found))
    }
    const timer = clock.timeout(CONNECT_MS, () => fail('no answer within 10 s'))
    const refuse = (error: NodeJS.ErrnoException) => fail(error.code ?? error.message)
    socket.once('error', refuse)
    socket.once('connect', () => {
      timer.cancel()
      socket.off('error', refuse)
      resolve(new SocketConnection(socket))
    })
  })
}

class SocketConnection implements Connection {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
    // The end of what is received tells of it.
    socket.on('error', () => {})
  }

  get received(): AsyncIterable<Uint8Array> {
    return this.#read()
  }

  send(text: string): void {
    if (this.#socket.writable) this.#socket.write(text)
  }

  close(): void {
    this.#socket.destroy()
  }

  /** A connection that breaks ends like one that is closed: what came before it counts. */
  async *#read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of this.#socket) yield bytes
    } catch (error) {
      if (!isSystemError(error)) throw error
    }
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error
}

function unreachable({ host, port }: Address, found: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the gateway cannot be reached',
    where: `${host}:${port}`,
    found,
    fix: 'check --gateway and the network',
  })
}
