import { Failure } from '../failure.ts'

/** Databento's historical API. */
export const DEFAULT_GATEWAY = 'https://hist.databento.com'

/**
 * The address of the historical API. The API key travels with each request, so that only a server on
 * this machine may be spoken to without TLS.
 *
 * @throws Failure `usage`
 */
export function parseGateway(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isAddress = url && url.username === '' && url.search === '' && url.hash === ''
  if (isAddress && isSafe(url)) return url
  throw new Failure({
    code: 'usage',
    what: 'the gateway is invalid',
    where: '--gateway',
    expected: 'an https:// address, or http:// on this machine (127.0.0.1, [::1], localhost)',
    found: isAddress ? text : 'another text',
  })
}

/** Whether an address is encrypted, or leads to this machine. */
export function isSafe({ protocol, hostname }: URL): boolean {
  if (protocol === 'https:') return true
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
}

/**
 * Whether the key may be sent to an address: the gateway itself, or with Databento's own gateway
 * another of Databento's servers, as files lie on (api.databento.com).
 */
export function mayHaveKey(url: URL, gateway: URL): boolean {
  if (url.origin === gateway.origin) return true
  const isVendors = ({ protocol, hostname }: URL) =>
    protocol === 'https:' && hostname.endsWith('.databento.com')
  return isVendors(gateway) && isVendors(url)
}
