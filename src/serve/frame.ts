/** WebSocket frames of a server: unfragmented, unmasked, uncompressed (RFC 6455 §5.2). */

const FINAL = 0x80
export const TEXT = 0x1
export const BINARY = 0x2

/** Longest payload whose length fits into the second byte. */
const MAX_TINY = 125
const TWO_BYTES_FOLLOW = 126
const EIGHT_BYTES_FOLLOW = 127

/** Bytes of the header before a payload. */
export function headerBytes(payloadBytes: number): number {
  if (payloadBytes <= MAX_TINY) return 2
  return payloadBytes < 65_536 ? 4 : 10
}

/**
 * Writes a message's header.
 *
 * @returns offset of the payload
 */
export function writeHeader(
  target: Buffer,
  at: number,
  opcode: number,
  payloadBytes: number,
): number {
  target[at] = FINAL | opcode
  const header = headerBytes(payloadBytes)
  if (header === 2) target[at + 1] = payloadBytes
  else if (header === 4) {
    target[at + 1] = TWO_BYTES_FOLLOW
    target.writeUInt16BE(payloadBytes, at + 2)
  } else {
    target[at + 1] = EIGHT_BYTES_FOLLOW
    target.writeUInt32BE(0, at + 2)
    target.writeUInt32BE(payloadBytes, at + 6)
  }
  return at + header
}

/** A text message as one frame. */
export function textFrame(text: string): Buffer {
  return frame(TEXT, Buffer.from(text))
}

/** A binary message as one frame. */
export function binaryFrame(bytes: Uint8Array): Buffer {
  return frame(BINARY, bytes)
}

function frame(opcode: number, payload: Uint8Array): Buffer {
  const header = headerBytes(payload.length)
  const whole = Buffer.allocUnsafe(header + payload.length)
  whole.set(payload, writeHeader(whole, 0, opcode, payload.length))
  return whole
}
