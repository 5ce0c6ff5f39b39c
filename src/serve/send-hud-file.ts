import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HudFile } from './hud-files.ts'

/**
 * Content security policy: own scripts, styles, font, pictures and server only; nothing inline, no
 * framing, trusted types required.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const YEAR_SECONDS = 31_536_000

/** Sends a file of the page, or 304 if the browser's copy is current. */
export function sendHudFile(
  { headers }: IncomingMessage,
  response: ServerResponse,
  file: HudFile,
): void {
  const { type, isHashed, tag, compressed } = file
  response.setHeader('Content-Security-Policy', POLICY)
  // The page's address may contain the token, which must not leak.
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader(
    'Cache-Control',
    isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  )
  response.setHeader('ETag', tag)
  response.appendHeader('Vary', 'Accept-Encoding')
  if (isKnown(headers['if-none-match'], tag)) {
    response.writeHead(304).end()
    return
  }
  const encoding = compressed && encodingOf(headers['accept-encoding'])
  const body = encoding ? compressed[encoding] : file.body
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': body.length,
    ...(encoding && { 'Content-Encoding': encoding }),
  })
  response.end(body)
}

function isKnown(known: string | undefined, tag: string): boolean {
  return known?.split(',').some((text) => text.trim() === tag || text.trim() === '*') ?? false
}

/** The smallest accepted encoding; a weight of 0 excludes one. */
function encodingOf(accepted = ''): 'br' | 'gzip' | undefined {
  const names = accepted
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*q=/))
    .filter(([, weight]) => weight === undefined || Number(weight) > 0)
    .map(([name]) => name.toLowerCase())
  return (['br', 'gzip'] as const).find((name) => names.includes(name))
}
