/** Moves of the future that the hedge profile is computed at, ticks either way. */
const MOVES = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 50, 60, 80, 100, 140, 200]

/** A share of the price that is one more move. */
const SHARE = 0.01

/** All moves in ticks: both ways, none, and 1 % of the price; ascending, each once. */
export function hedgeNodes(forward: number, tickPoints: number): Int32Array {
  const share = Math.round((SHARE * forward) / tickPoints)
  const ups = share > 0 ? [...MOVES, share] : MOVES
  return Int32Array.from(new Set([0, ...ups.flatMap((move) => [-move, move])])).sort()
}
