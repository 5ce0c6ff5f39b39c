import type { Socket } from 'node:net'
import { clientAddress } from './client-address.ts'

/**
 * The connections that are no streams: silent ones, idle ones and those with a request under way.
 * There are so many of them and no more; where another comes, the oldest one of the client that has
 * most makes room, so that nobody can lock others out.
 */
export class Connections {
  readonly #max: number
  /** By client, in order of coming. */
  readonly #sockets = new Map<string, Set<Socket>>()
  #count = 0

  constructor(max: number) {
    this.#max = max
  }

  get count(): number {
    return this.#count
  }

  add(socket: Socket): void {
    if (this.#count >= this.#max) this.#makeRoom()
    const address = clientAddress(socket.remoteAddress)
    const own = this.#sockets.get(address) ?? new Set()
    this.#sockets.set(address, own.add(socket))
    this.#count++
    socket.once('close', () => this.#remove(address, socket))
  }

  /** A connection has become a stream, which is counted elsewhere. */
  release(remoteAddress: string | undefined, remotePort: number | undefined): void {
    const address = clientAddress(remoteAddress)
    for (const socket of this.#sockets.get(address) ?? []) {
      // Of an encrypted connection the stream has another object than the connection.
      if (socket.remotePort === remotePort) {
        this.#remove(address, socket)
        return
      }
    }
  }

  #makeRoom(): void {
    let address = ''
    let most = new Set<Socket>()
    for (const [each, sockets] of this.#sockets) {
      if (sockets.size > most.size) [address, most] = [each, sockets]
    }
    const [oldest] = most
    if (!oldest) return
    this.#remove(address, oldest)
    oldest.destroy()
  }

  #remove(address: string, socket: Socket): void {
    const own = this.#sockets.get(address)
    if (!own?.delete(socket)) return
    this.#count--
    if (own.size === 0) this.#sockets.delete(address)
  }
}
