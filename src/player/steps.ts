import type { Action } from './keys.ts'

/** Seconds by which an action moves the position. */
export const JUMPS: Partial<Record<Action, number>> = {
  'back-5s': -5,
  'forward-5s': 5,
  'back-1s': -1,
  'forward-1s': 1,
  'back-1m': -60,
  'forward-1m': 60,
}

/** Factors by which an action changes the speed. */
export const SPEED_FACTORS: Partial<Record<Action, number>> = {
  slower: 0.9,
  faster: 1.1,
  'half-speed': 0.5,
  'double-speed': 2,
}

/** Columns to the left and cells down by which an action moves the crosshair. */
export const CROSSHAIR_STEPS: Partial<Record<Action, readonly [columns: number, cells: number]>> = {
  'crosshair-left': [1, 0],
  'crosshair-right': [-1, 0],
  'crosshair-up': [0, -1],
  'crosshair-down': [0, 1],
}
