/**
 * How a token is sent with a WebSocket, whose headers a page cannot choose: as a subprotocol beside
 * the one that is spoken, so that it stands in no address, which proxies and browsers keep.
 */

/** The subprotocol that is spoken. */
export const STREAM_PROTOCOL = 'spymaster'
const PREFIX = 'token.'

/** The subprotocols to offer: with a token, its UTF-8 bytes as hex digits. */
export function offeredProtocols(token: string | undefined): string[] {
  if (token === undefined) return []
  const bytes = new TextEncoder().encode(token)
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [STREAM_PROTOCOL, `${PREFIX}${digits}`]
}

/** The token among offered subprotocols, "spymaster, token.6162". */
export function tokenOffered(header: string): string | undefined {
  const offered = header.split(',').map((name) => name.trim())
  const digits = offered.find((name) => name.startsWith(PREFIX))?.slice(PREFIX.length)
  if (digits === undefined || !/^(?:[0-9a-f]{2})*$/.test(digits)) return undefined
  const bytes = digits.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? []
  return new TextDecoder().decode(Uint8Array.from(bytes))
}
