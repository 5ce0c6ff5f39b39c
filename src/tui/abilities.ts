import type { Abilities, ColourDepth } from './painter/colour-depth.ts'

export interface AbilityHints {
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the terminal's stream says, if there is one. */
  readonly depth: number | undefined
  /** `--no-color`. */
  readonly noColor: boolean
}

/** What a terminal can show, from its environment (no-color.org; COLORTERM; TERM; the locale). */
export function abilitiesOf({ env, depth, noColor }: AbilityHints): Abilities {
  const utf8 = hasUtf8(env)
  if (noColor || env.NO_COLOR || env.TERM === 'dumb') return { depth: 1, utf8 }
  return { depth: depthOf(env, depth), utf8 }
}

function depthOf(
  env: Readonly<Record<string, string | undefined>>,
  depth: number | undefined,
): ColourDepth {
  if (/truecolor|24bit/i.test(env.COLORTERM ?? '')) return 24
  if (depth === 24 || depth === 8 || depth === 4 || depth === 1) return depth
  if (/256/.test(env.TERM ?? '')) return 8
  return 4
}

/** Does the locale have UTF-8? Where none is set, yes. */
export function hasUtf8({
  LC_ALL,
  LC_CTYPE,
  LANG,
}: Readonly<Record<string, string | undefined>>): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG
  return !locale || /utf-?8/i.test(locale)
}
