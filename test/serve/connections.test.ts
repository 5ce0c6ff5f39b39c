import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { Connections } from '../../src/serve/connections.ts'

/** What {@link Connections} knows of a socket. */
class TestSocket extends EventEmitter {
  readonly remoteAddress: string
  readonly remotePort: number
  isDestroyed = false

  constructor(remoteAddress: string, remotePort: number) {
    super()
    this.remoteAddress = remoteAddress
    this.remotePort = remotePort
  }

  destroy(): void {
    this.isDestroyed = true
    this.emit('close')
  }
}

function connected(connections: Connections, address: string, count: number): TestSocket[] {
  return Array.from({ length: count }, (_, port) => {
    const socket = new TestSocket(address, port)
    connections.add(socket as unknown as Socket)
    return socket
  })
}

test('who has most makes room, oldest first, and nobody is locked out', () => {
  const connections = new Connections(10)
  const few = connected(connections, '192.0.2.1', 3)
  const many = connected(connections, '192.0.2.66', 1100)
  const late = connected(connections, '192.0.2.2', 2)
  expect(connections.count).toBe(10)
  expect([...few, ...late].filter(({ isDestroyed }) => isDestroyed)).toEqual([])
  const left = many.filter(({ isDestroyed }) => !isDestroyed)
  expect(left).toEqual(many.slice(-5))
})

test('the addresses of one IPv6 client count together', () => {
  const connections = new Connections(4)
  const other = connected(connections, '2001:db8::1', 1)
  for (let at = 1; at < 20; at++) connected(connections, `2001:db8:0:7::${at}`, 1)
  expect(other[0].isDestroyed).toBe(false)
  expect(connections.count).toBe(4)
})

test('a stream and a closed connection are counted no more', () => {
  const connections = new Connections(2)
  const [first, second] = connected(connections, '192.0.2.1', 2)
  connections.release('192.0.2.1', second.remotePort)
  connections.release('192.0.2.1', 99)
  expect(connections.count).toBe(1)
  first.destroy()
  second.destroy()
  expect(connections.count).toBe(0)
})
