/** A value as JSON; what would steer a terminal is escaped as JSON escapes it. */
export function safeJson(value: unknown, indent = 2): string {
  // JSON itself escapes the first 32 characters only.
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f]|\p{Bidi_Control}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
