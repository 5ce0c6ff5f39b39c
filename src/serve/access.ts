import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { tokenOffered } from '../wire/token-protocol.ts'

/** Rules for who may connect. */
export interface AccessRules {
  /** Address the server listens on. */
  readonly host: string
  /** Token that clients must send; required unless the host is loopback. */
  readonly token: string | undefined
  /** Pages of other origins that may connect: "https://example.org". */
  readonly origins: readonly string[]
}

export type AccessRefusal = { readonly status: 400 | 401 | 403; readonly message: string }

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

/** Whether a host is a loopback address or name. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * The reason why a request's origin is refused, or undefined. On loopback, Host must be a name of
 * this machine, against DNS rebinding by pages from elsewhere. A page's Origin must be the server's
 * own or an allowed one; clients other than browsers send none.
 */
export function refuseOrigin(
  { headers, rawHeaders }: IncomingMessage,
  { host, origins }: AccessRules,
): AccessRefusal | undefined {
  // Node keeps the first of several; a proxy in front may have gone by another (RFC 9112 §3.2).
  const hosts = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host')
  if (hosts.length > 1) return { status: 400, message: 'There are several Host headers.' }
  const asked = headers.host ?? ''
  const name = asked.replace(/:\d+$/, '')
  const isKnownName = LOOPBACK_NAMES.includes(name) || name === host
  if (isLoopback(host) && !isKnownName)
    return { status: 403, message: 'The Host header is not a name of this server.' }
  const { origin } = headers
  const own = [`http://${asked}`, `https://${asked}`]
  if (origin === undefined || own.includes(origin) || origins.includes(origin)) return undefined
  return { status: 403, message: 'Pages of that origin may not connect.' }
}

/** The reason why a request's token is refused, or undefined. */
export function refuseToken(
  { headers }: IncomingMessage,
  parameters: URLSearchParams,
  { token }: AccessRules,
): AccessRefusal | undefined {
  if (token === undefined) return undefined
  const bearer = /^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1]
  const offered = tokenOffered(headers['sec-websocket-protocol'] ?? '')
  const shown = bearer ?? offered ?? parameters.get('token')
  if (isSame(shown ?? '', token)) return undefined
  return { status: 401, message: 'A token is needed: Authorization: Bearer …, or ?token=….' }
}

/** Compares in constant time, independent of length and first difference. */
function isSame(shown: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(shown), digest(token))
}
