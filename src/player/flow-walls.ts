import type { FlowExposure } from './dealer-moment.ts'

/** A strike where today's trades have left dealers the most gamma of a sign. */
export interface FlowWall {
  /** Its strike, ticks. */
  readonly tick: number
  readonly gex: number
  /** "flow long" where dealers are long gamma, "flow short" where they are short. */
  readonly name: 'flow long' | 'flow short'
  /** Where there is little room. */
  readonly short: 'F+' | 'F−'
}

/** The strikes with the largest exposure of flow, one of each sign; of equal ones the lower. */
export function flowWalls(flow: FlowExposure | undefined): FlowWall[] {
  if (!flow) return []
  const { strike, gex } = flow
  const walls: FlowWall[] = []
  for (const [sign, name, short] of [
    [1, 'flow long', 'F+'],
    [-1, 'flow short', 'F−'],
  ] as const) {
    let best = -1
    for (let row = 0; row < strike.length; row++) {
      const value = sign * gex[row]
      if (value > 0 && (best < 0 || value > sign * gex[best])) best = row
    }
    if (best >= 0) walls.push({ tick: strike[best], gex: gex[best], name, short })
  }
  return walls
}
