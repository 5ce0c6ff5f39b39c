import { NANOSECONDS_PER_SECOND } from '../market/time.ts'

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Reads an instant as clients of the gateway write it: nanoseconds since the Unix epoch, or ISO 8601
 * with up to nine decimals, UTC unless it says otherwise. Undefined for anything else.
 */
export function parseInstant(text: string): bigint | undefined {
  if (/^\d{1,19}$/.test(text)) {
    const ns = BigInt(text)
    return ns < 2n ** 63n ? ns : undefined
  }
  const match = ISO.exec(text)
  if (!match) return undefined
  const [, date, time = '00:00', decimals = '', zone = 'Z'] = match
  const milliseconds = Date.parse(`${date}T${time}${zone}`)
  if (Number.isNaN(milliseconds) || milliseconds < 0) return undefined
  const seconds = BigInt(Math.floor(milliseconds / 1000))
  return seconds * NANOSECONDS_PER_SECOND + BigInt(decimals.padEnd(9, '0'))
}
