import { Failure } from '../failure.ts'

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * Parses an age: "1d", "90m", "0s".
 *
 * @param flag for errors
 * @throws Failure `usage` if it is none
 */
export function parseAge(text: string, flag: string): number {
  const [, number, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (number !== undefined) return Number(number) * UNITS_MS[unit]
  throw new Failure({
    code: 'usage',
    what: 'that is no age',
    where: flag,
    expected: 'a whole number with s, m, h or d, such as 1d',
    found: JSON.stringify(text),
  })
}
