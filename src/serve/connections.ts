import type { Socket } from 'node:net'
import { clientAddress } from './client-address.ts'

export interface ConnectionLimits {
  /** Connections that are no streams, of all clients. */
  readonly max: number
  /** Connections of one client, streams included. */
  readonly maxPerAddress: number
  /** Called when a connection is closed to make room for another. */
  readonly onDropped?: () => void
}

interface Client {
  /** Silent connections, idle ones and those with a request under way; oldest first. */
  readonly waiting: Set<Socket>
  readonly streams: Set<Socket>
}

/**
 * Limits the connections of each client and of all together. Where another one comes, the oldest
 * connection that is no stream makes room: of the client itself where it has too many, otherwise of
 * the client that has most, so that nobody can lock others out.
 */
export class Connections {
  readonly #max: number
  readonly #maxPerAddress: number
  readonly #onDropped: () => void
  readonly #clients = new Map<string, Client>()
  #waiting = 0

  constructor({ max, maxPerAddress, onDropped = () => {} }: ConnectionLimits) {
    this.#max = max
    this.#maxPerAddress = maxPerAddress
    this.#onDropped = onDropped
  }

  /** Connections that are no streams. */
  get waitingCount(): number {
    return this.#waiting
  }

  add(socket: Socket): void {
    const address = clientAddress(socket.remoteAddress)
    const client = this.#clients.get(address)
    // One beyond the streams, so that a client with too many of them still gets an answer.
    const room = Math.max(1, this.#maxPerAddress - (client?.streams.size ?? 0))
    if (client && client.waiting.size >= room) this.#dropOldest(address, client)
    else if (this.#waiting >= this.#max) this.#makeRoom()
    const own = this.#clients.get(address) ?? { waiting: new Set(), streams: new Set() }
    this.#clients.set(address, own)
    own.waiting.add(socket)
    this.#waiting++
    socket.once('close', () => this.#remove(address, socket))
  }

  /** Whether a client has as many streams as it may have. */
  isFull(remoteAddress: string | undefined): boolean {
    const streams = this.#clients.get(clientAddress(remoteAddress))?.streams.size ?? 0
    return streams >= this.#maxPerAddress
  }

  /** A connection has become a stream, which closes for no other. */
  becomeStream(remoteAddress: string | undefined, remotePort: number | undefined): void {
    const client = this.#clients.get(clientAddress(remoteAddress))
    for (const socket of client?.waiting ?? []) {
      // Of an encrypted connection the stream has another object than the connection.
      if (socket.remotePort !== remotePort) continue
      client?.waiting.delete(socket)
      client?.streams.add(socket)
      this.#waiting--
      return
    }
  }

  #makeRoom(): void {
    let found: [string, Client] | undefined
    for (const each of this.#clients) {
      if (each[1].waiting.size > (found?.[1].waiting.size ?? 0)) found = each
    }
    if (found) this.#dropOldest(...found)
  }

  #dropOldest(address: string, { waiting }: Client): void {
    const [oldest] = waiting
    if (!oldest) return
    this.#remove(address, oldest)
    this.#onDropped()
    oldest.destroy()
  }

  #remove(address: string, socket: Socket): void {
    const client = this.#clients.get(address)
    if (!client) return
    if (client.waiting.delete(socket)) this.#waiting--
    client.streams.delete(socket)
    if (client.waiting.size + client.streams.size === 0) this.#clients.delete(address)
  }
}
