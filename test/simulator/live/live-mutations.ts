import type { Closed } from '../../../src/stages/recording-journal.ts'
import type { Random } from '../../../src/synth/prng.ts'

const RECORD_BYTES = 56
const RECORD_WORDS = RECORD_BYTES / 4
const MBO_RTYPE = 160
const CHANCE = 0.05

/** A fault of the program, as it would show on the wire or in the journal, that must be found. */
export interface LiveMutation {
  /** What arrives of a piece. */
  readonly wire?: (piece: Uint8Array, random: Random) => readonly Uint8Array[]
  /** The closes that the journal keeps. */
  readonly keepsClose?: (closed: Closed) => boolean
}

export const LIVE_MUTATIONS: Readonly<Record<string, LiveMutation>> = {
  'loses-records': {
    wire: (piece, random) => (isOrders(piece) && random.chance(CHANCE) ? [] : [piece]),
  },
  'doubles-records': {
    wire: (piece, random) => (isOrders(piece) && random.chance(CHANCE) ? [piece, piece] : [piece]),
  },
  'forgets-closes': { keepsClose: ({ second }) => second % 3 !== 0 },
}

/** Whole orders and nothing else. */
function isOrders(piece: Uint8Array): boolean {
  if (piece.length === 0 || piece.length % RECORD_BYTES !== 0) return false
  for (let at = 0; at < piece.length; at += RECORD_BYTES) {
    if (piece[at] !== RECORD_WORDS || piece[at + 1] !== MBO_RTYPE) return false
  }
  return true
}
