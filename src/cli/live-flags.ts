import { Failure } from '../failure.ts'
import type { Address } from '../live/socket-connection.ts'

/** Where Databento's live gateways listen. */
const GATEWAY_DOMAIN = 'lsg.databento.com'
const GATEWAY_PORT = 13_000
const MAX_PORT = 65_535
const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/**
 * Reads a gateway's address; the vendor's of a dataset if none is given.
 *
 * @throws Failure `usage`
 */
export function parseGateway(text: string | undefined, dataset: string): Address {
  if (text === undefined) {
    const host = `${dataset.toLowerCase().replaceAll('.', '-')}.${GATEWAY_DOMAIN}`
    return { host, port: GATEWAY_PORT }
  }
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  if (host !== undefined && port > 0 && port <= MAX_PORT) return { host, port }
  throw new Failure({
    code: 'usage',
    what: 'that is no address of a gateway',
    where: '--gateway',
    expected: 'HOST:PORT, such as 127.0.0.1:13000',
    found: text,
  })
}

/**
 * Reads a duration: "90s", "10m", "2h".
 *
 * @returns milliseconds
 * @throws Failure `usage`
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smh])$/.exec(text)
  const duration = match ? Number(match[1]) * UNITS_MS[match[2]] : 0
  if (duration > 0) return duration
  throw new Failure({
    code: 'usage',
    what: 'that is no duration',
    where: '--duration',
    expected: 'a number with s, m or h, such as 90s',
    found: text,
  })
}
