import type { Random } from './random.ts'

/** Values at which lengths, counts and offsets go wrong. */
const EXTREMES = [
  0, 1, 2, 3, 7, 8, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe,
  0xffffffff,
]

/**
 * Spoils bytes in one to four ways: bits, bytes, numbers of two, four and eight bytes that become
 * extreme or a little wrong, parts cut out, cut off, repeated, or taken from other inputs.
 *
 * @param places where lengths, counts and kinds lie, to be hit more often
 */
export function mutate(
  source: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
  places: readonly number[] = [],
): Uint8Array {
  let bytes: Uint8Array = Uint8Array.from(source)
  for (let left = 1 + random.below(4); left > 0 && bytes.length > 0; left--) {
    bytes = changed(bytes, random, others, places)
  }
  return bytes
}

function changed(
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
  places: readonly number[],
): Uint8Array {
  const isAimed = places.length > 0 && random.below(2) === 0
  const at = Math.min(isAimed ? random.of(places) : random.below(bytes.length), bytes.length - 1)
  const length = 1 + random.below(Math.min(bytes.length - at, 400))
  switch (random.below(9)) {
    case 0:
      bytes[at] ^= 1 << random.below(8)
      return bytes
    case 1:
      bytes[at] = random.below(256)
      return bytes
    case 2:
    case 3:
    case 4:
      setNumber(bytes, at, random)
      return bytes
    case 5:
      return bytes.slice(0, at)
    case 6:
      return join(bytes.subarray(0, at), bytes.subarray(at + length))
    case 7:
      return join(bytes.subarray(0, at + length), bytes.subarray(at))
    default: {
      const other = random.of(others)
      const from = random.below(other.length)
      const piece = other.subarray(from, from + 1 + random.below(400))
      return join(bytes.subarray(0, at), piece, bytes.subarray(at + random.below(length)))
    }
  }
}

/** A little-endian number becomes an extreme, or one that is a little off. */
function setNumber(bytes: Uint8Array, at: number, random: Random): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const width = random.of([2, 4, 4, 8])
  if (at + width > bytes.length) return
  const off = random.below(17) - 8
  const isExtreme = random.below(3) > 0
  if (width === 2) {
    view.setUint16(at, isExtreme ? random.of(EXTREMES) : view.getUint16(at, true) + off, true)
  } else if (width === 4) {
    view.setUint32(at, isExtreme ? random.of(EXTREMES) : view.getUint32(at, true) + off, true)
  } else {
    const extreme = BigInt(random.of(EXTREMES)) << BigInt(random.of([0, 0, 31, 32]))
    view.setBigInt64(at, isExtreme ? extreme : view.getBigInt64(at, true) + BigInt(off), true)
  }
}

/** Spoils a text: as bytes, or in what a reader of it goes by. */
export function mutateText(source: string, random: Random, words: readonly string[]): string {
  if (random.below(3) === 0) {
    const bytes = mutate(Buffer.from(source), random, [Buffer.from(random.of(words) || ' ')])
    return Buffer.from(bytes).toString()
  }
  let text = source
  for (let left = 1 + random.below(3); left > 0; left--) {
    const at = random.below(text.length + 1)
    const cut = random.below(2) === 0 ? 0 : random.below(12)
    text = text.slice(0, at) + random.of(words) + text.slice(at + cut)
  }
  return text
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
