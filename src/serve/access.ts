import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Who may speak to the server. */
export interface AccessRules {
  /** Where it listens. */
  readonly host: string
  /** What must be shown; needed beyond this machine. */
  readonly token: string | undefined
  /** Pages of other origins that may connect: "https://example.org". */
  readonly origins: readonly string[]
}

export type Refusal = { readonly status: 401 | 403; readonly message: string }

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

/** Is this an address, or the name, of this machine alone? */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * Why a request's origin is refused, or undefined. Where only this machine is served, a browser may
 * still be led here by a page from elsewhere under that page's own name (DNS rebinding): so Host
 * must be a name of this machine. A page's Origin must be the server's own or one that is allowed;
 * what is no browser sends none.
 */
export function refuseOrigin(
  { headers }: IncomingMessage,
  { host, origins }: AccessRules,
): Refusal | undefined {
  const asked = headers.host ?? ''
  const name = asked.replace(/:\d+$/, '')
  const isKnownName = LOOPBACK_NAMES.includes(name) || name === host
  if (isLoopback(host) && !isKnownName)
    return { status: 403, message: 'The server does not go by that name.' }
  const { origin } = headers
  const own = [`http://${asked}`, `https://${asked}`]
  if (origin === undefined || own.includes(origin) || origins.includes(origin)) return undefined
  return { status: 403, message: 'Pages of that origin may not connect.' }
}

/** Why a request without the right token is refused, or undefined. */
export function refuseToken(
  { headers }: IncomingMessage,
  parameters: URLSearchParams,
  { token }: AccessRules,
): Refusal | undefined {
  if (token === undefined) return undefined
  const [scheme, bearer] = (headers.authorization ?? '').split(' ')
  // A browser's WebSocket cannot send headers: there it is a parameter.
  const shown = scheme.toLowerCase() === 'bearer' ? bearer : parameters.get('token')
  if (isSame(shown ?? '', token)) return undefined
  return { status: 401, message: 'A token is needed: Authorization: Bearer …, or ?token=….' }
}

/** Compares in a time that tells neither the length nor where they differ. */
function isSame(shown: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(shown), digest(token))
}
