import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../s3/s3-server.ts'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0
export const NO_REDIS = 'redis-server is not installed'

const RETRY_MS = 20

/** A server of Redis on this machine that keeps nothing on the disk. */
export class RedisServer {
  readonly port: number
  #child: ChildProcess | undefined

  private constructor(port: number) {
    this.port = port
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.#run()
    return server
  }

  /** Kills it and starts an empty one. */
  async restart(): Promise<void> {
    await this.stop()
    await this.#run()
  }

  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async #run(): Promise<void> {
    const args = [
      '--port',
      `${this.port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ]
    this.#child = spawn('redis-server', args, { stdio: 'ignore' })
    while (!(await isOpen(this.port))) await sleep(RETRY_MS)
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
