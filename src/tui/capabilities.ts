import type { ColourDepth, TerminalCapabilities } from './painter/colour-depth.ts'

export interface CapabilityHints {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Colour depth reported by the terminal's stream, if any. */
  readonly depth: number | undefined
  /** `--no-color`. */
  readonly noColor: boolean
}

/**
 * Detects what a terminal can show from its environment (no-color.org; COLORTERM; TERM; locale).
 */
export function terminalCapabilities({
  env,
  depth,
  noColor,
}: CapabilityHints): TerminalCapabilities {
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

/** Whether the locale is UTF-8; true if none is set. */
export function hasUtf8({
  LC_ALL,
  LC_CTYPE,
  LANG,
}: Readonly<Record<string, string | undefined>>): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG
  return !locale || /utf-?8/i.test(locale)
}
