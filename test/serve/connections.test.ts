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
  const connections = new Connections({ max: 10, maxPerAddress: 1000 })
  const few = connected(connections, '192.0.2.1', 3)
  const many = connected(connections, '192.0.2.66', 1100)
  const late = connected(connections, '192.0.2.2', 2)
  expect(connections.waitingCount).toBe(10)
  expect([...few, ...late].filter(({ isDestroyed }) => isDestroyed)).toEqual([])
  const left = many.filter(({ isDestroyed }) => !isDestroyed)
  expect(left).toEqual(many.slice(-5))
})

test('the addresses of one IPv6 client count together', () => {
  const connections = new Connections({ max: 4, maxPerAddress: 1000 })
  const other = connected(connections, '2001:db8::1', 1)
  for (let at = 1; at < 20; at++) connected(connections, `2001:db8:0:7::${at}`, 1)
  expect(other[0].isDestroyed).toBe(false)
  expect(connections.waitingCount).toBe(4)
})

test('a stream and a closed connection are counted no more', () => {
  const connections = new Connections({ max: 2, maxPerAddress: 1000 })
  const [first, second] = connected(connections, '192.0.2.1', 2)
  connections.becomeStream('192.0.2.1', second.remotePort)
  connections.becomeStream('192.0.2.1', 99)
  expect(connections.waitingCount).toBe(1)
  first.destroy()
  second.destroy()
  expect(connections.waitingCount).toBe(0)
})

test('a client has so many connections, streams included; its oldest silent one makes room', () => {
  let dropped = 0
  const onDropped = () => void dropped++
  const connections = new Connections({ max: 100, maxPerAddress: 3, onDropped })
  const isOpen = ({ isDestroyed }: TestSocket) => !isDestroyed
  const [first, second, third, fourth] = connected(connections, '192.0.2.1', 4)
  const others = connected(connections, '192.0.2.2', 3)
  expect([first, second, third, fourth].map(isOpen)).toEqual([false, true, true, true])
  expect(others.every(isOpen)).toBe(true)
  for (const { remotePort } of [second, third, fourth]) {
    expect(connections.isFull('192.0.2.1')).toBe(false)
    connections.becomeStream('192.0.2.1', remotePort)
  }
  expect(connections.isFull('192.0.2.1')).toBe(true)
  // One connection more, to be told so, and no second one.
  const [fifth, sixth] = connected(connections, '192.0.2.1', 2)
  expect([second, third, fourth, fifth, sixth].map(isOpen)).toEqual([true, true, true, false, true])
  expect(connections.isFull('192.0.2.2')).toBe(false)
  expect(dropped).toBe(2)
  second.destroy()
  expect(connections.isFull('192.0.2.1')).toBe(false)
})
