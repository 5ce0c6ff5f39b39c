/** DBN's action codes, one ASCII letter each. */
export const ACTION = {
  add: 65, // A
  cancel: 67, // C
  fill: 70, // F
  modify: 77, // M
  none: 78, // N
  clear: 82, // R
  trade: 84, // T
} as const

/** Bits of a record's `flags` that change how it is read (dbn `flags.rs`). */
export const FLAG = {
  /** Last record of its event for the instrument. CME sends it with others (130): test with `&`. */
  last: 128,
  snapshot: 32,
  /** Its ts_recv is unreliable. */
  badReceipt: 8,
  /** The feed lost data: the book is unreliable until the next clear or snapshot. */
  maybeBadBook: 4,
} as const

/** DBN's "no size" (dbn `UNDEF_ORDER_SIZE`). */
export const UNDEF_SIZE = 4_294_967_295
