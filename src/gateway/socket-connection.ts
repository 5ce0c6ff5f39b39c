import type { Socket } from 'node:net'
import type { Connection } from './transmission.ts'

/** A TCP connection to a client. */
export class SocketConnection implements Connection {
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket
    if (!socket.writable || socket.write(bytes)) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        socket.off('drain', done)
        socket.off('close', done)
        resolve()
      }
      socket.on('drain', done)
      socket.on('close', done)
    })
  }

  end(): void {
    this.#socket.end()
  }
}
