import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLake } from '../../src/lake/paths.ts'
import { S3Store, type S3StoreOptions } from '../../src/lake/store/s3/s3-store.ts'

/** A Python with the packages of test/s3/requirements.txt; `.ci/run` makes one. */
export const S3_PYTHON = process.env.SPYMASTER_S3_PYTHON ?? ''

/** Whether tests can start a server. */
export const hasS3 = S3_PYTHON !== '' && spawnSync(S3_PYTHON, ['-c', 'import moto']).status === 0

export const NO_S3 =
  'SPYMASTER_S3_PYTHON names no Python with the packages of test/s3/requirements.txt'

const START_TRIES = 600
const START_RETRY_MS = 100

/** The environment in which programs find the server. */
export type S3Environment = Readonly<Record<string, string>>

/** A server of S3 on this machine, with objects in memory. */
export class S3Server {
  readonly endpoint: string
  readonly env: S3Environment
  readonly #child: ChildProcess
  #buckets = 0

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.endpoint = `http://127.0.0.1:${port}`
    this.env = {
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: this.endpoint,
    }
  }

  static async start(): Promise<S3Server> {
    const port = await freePort()
    const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', `${port}`]
    const child = spawn(S3_PYTHON, args, { stdio: 'ignore' })
    const server = new S3Server(child, port)
    // Where the SDK looks for credentials.
    Object.assign(process.env, server.env)
    for (let tries = 1; ; tries++) {
      const answer = await fetch(server.endpoint).catch(() => undefined)
      await answer?.body?.cancel()
      if (answer?.ok) return server
      if (tries === START_TRIES || child.exitCode !== null) throw new Error('moto does not start')
      await sleep(START_RETRY_MS)
    }
  }

  /** Makes an empty bucket. Returns the URL of a lake in it. */
  async lakeUrl(): Promise<string> {
    const bucket = `bucket-${++this.#buckets}`
    const answer = await fetch(`${this.endpoint}/${bucket}`, { method: 'PUT' })
    if (!answer.ok) throw new Error(`no bucket: ${await answer.text()}`)
    return `s3://${bucket}/lake`
  }

  /** A store in a bucket of its own. */
  async store(options: S3StoreOptions = {}): Promise<S3Store> {
    return new S3Store(await this.lakeUrl(), { endpoint: this.endpoint, ...options })
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }
}

/** A lake over a store of the server. */
export function lakeOver(store: S3Store) {
  return { ...openLake('s3'), root: store.path(''), store }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
