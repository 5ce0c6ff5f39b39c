/** Side codes of DBN: one ASCII letter. */
export const ASK = 65 // 'A'
export const BID = 66 // 'B'
/** No side: opening auctions, implied trades. */
export const NO_SIDE = 78 // 'N'

/** The order in which tables list the sides; a letter column stores the index into it. */
export const SIDES = ['A', 'B'] as const

/** A side code's index in {@link SIDES}; −1 for no side. */
export function sideIndex(code: number): 0 | 1 | -1 {
  if (code === ASK) return 0
  return code === BID ? 1 : -1
}
