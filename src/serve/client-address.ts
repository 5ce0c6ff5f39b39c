import { isIPv4 } from 'node:net'

/** Groups of an IPv6 address that one customer has for himself (/64, RFC 6177). */
const PREFIX_GROUPS = 4

/**
 * Who counts as one client: an IPv4 address, also where it is mapped into IPv6, or the first 64 bits
 * of an IPv6 address, behind which one client has as many addresses as it likes.
 */
export function clientAddress(remoteAddress = ''): string {
  const plain = remoteAddress.replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  if (isIPv4(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const absent = tail === undefined ? 0 : 8 - groups.length - last.length
  const all = [...groups, ...Array<string>(Math.max(0, absent)).fill('0'), ...last]
  return all.slice(0, PREFIX_GROUPS).join(':')
}
