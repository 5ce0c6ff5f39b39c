import { isDate } from '../../market/time.ts'
import { MAX_STREAM_SPEED, MIN_STREAM_SPEED } from '../../wire/messages.ts'
import type { DayChoice } from '../model.ts'

/**
 * The page's address holds day and second: `?symbol=ESH6&dt=2026-01-06&at=2026-01-06T14:33:21Z`,
 * and optionally a speed: `&speed=10`.
 */

/** Parses the address; invalid parts are ignored. */
export function choiceOf({ searchParams }: URL): DayChoice {
  const symbol = searchParams.get('symbol') || undefined
  const dt = searchParams.get('dt') ?? ''
  const at = Date.parse(searchParams.get('at') ?? '')
  return {
    symbol,
    dt: isDate(dt) ? dt : undefined,
    second: Number.isNaN(at) ? undefined : Math.floor(at / 1000),
    speed: speedOf(searchParams.get('speed')),
  }
}

/** A speed within the stream's range; undefined for anything else. */
function speedOf(text: string | null): number | undefined {
  const speed = Number(text ?? Number.NaN)
  return speed >= MIN_STREAM_SPEED && speed <= MAX_STREAM_SPEED ? speed : undefined
}

/** The address of a day, and optionally of a second in it. */
export function addressOf(url: URL, symbol: string, dt: string, second?: number): string {
  const address = new URL(url)
  address.searchParams.set('symbol', symbol)
  address.searchParams.set('dt', dt)
  if (second === undefined) address.searchParams.delete('at')
  else address.searchParams.set('at', new Date(second * 1000).toISOString().replace('.000', ''))
  // A colon needs no escape in a query, and people read this.
  return address.href.replaceAll('%3A', ':')
}

/**
 * Splits off the token, which must not stay visible in the address bar: `#token=…`, which a browser
 * sends to no server, or `?token=…`.
 */
export function withoutToken(url: URL): { address: string; token: string | undefined } {
  const bare = new URL(url)
  const fragment = new URLSearchParams(bare.hash.slice(1)).get('token')
  const token = fragment ?? bare.searchParams.get('token') ?? undefined
  if (fragment !== null) bare.hash = ''
  bare.searchParams.delete('token')
  return { address: bare.href.replaceAll('%3A', ':'), token }
}

/** The server's address: the page's origin, with the token. */
export function serverOf(url: URL, token: string | undefined): string {
  const server = new URL('/', url)
  if (token !== undefined) server.searchParams.set('token', token)
  return server.href
}
