import { createHash } from 'node:crypto'
import { Failure } from '../failure.ts'

/** Milliseconds within which a server must answer when a command starts. */
const CONNECT_TIMEOUT_MS = 5_000

/** How a server is reached. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly password?: string
  readonly db?: number
  /** Present for TLS. */
  readonly tls?: Record<string, never>
}

/**
 * Where the queue is: `redis://HOST:PORT/DB`, or `rediss://` with TLS.
 *
 * @throws Failure `usage` if it is no such address
 */
export function parseEngine(url: string): Connection {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    throw new Failure({
      code: 'usage',
      what: 'that is no address of Redis',
      where: '--engine',
      expected: 'redis://HOST, redis://USER:PASSWORD@HOST:PORT/DB or rediss://…',
      found: JSON.stringify(url.replace(/:[^:@/]+@/, ':…@')),
    })
  const { hostname, port, username, password, pathname, protocol } = parsed
  return {
    host: hostname,
    port: port === '' ? 6379 : Number(port),
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(/^\/\d+$/.test(pathname) && { db: Number(pathname.slice(1)) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  }
}

/**
 * Checks that the server answers; afterwards lost connections are restored without end.
 *
 * @throws Failure `input` if it does not
 */
export async function assertReachable(options: Connection): Promise<void> {
  const { Redis } = await import('ioredis')
  const probe = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: () => undefined,
  })
  let cause: unknown
  probe.on('error', (error) => {
    cause = error
  })
  try {
    await probe.connect()
    await probe.ping()
  } catch (error) {
    const { message } = (cause ?? error) as Error
    throw new Failure(
      {
        code: 'input',
        what: `Redis does not answer: ${message}`,
        where: `${options.host}:${options.port}`,
        fix: 'start it, or name another with --engine',
      },
      { cause: error },
    )
  } finally {
    probe.disconnect()
  }
}

/** The queue of a lake: jobs of one lake are taken by its workers alone. */
export function queueName(lakeRoot: string): string {
  const root = lakeRoot.replace(/\/+$/, '')
  return `spymaster-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`
}

/** The channel on which a submitter cancels jobs. */
export function cancelChannel(queue: string): string {
  return `${queue}:cancel`
}
