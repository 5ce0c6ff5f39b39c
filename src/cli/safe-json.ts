/**
 * A value as JSON with control and bidirectional characters escaped, so it cannot control a
 * terminal.
 */
export function safeJson(value: unknown, indent = 2): string {
  // JSON.stringify escapes U+0000 to U+001F only.
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f]|\p{Bidi_Control}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
