import type { Action } from './keys.ts'

/** Seconds by which an action moves the position. */
export const JUMPS = {
  'back-5s': -5,
  'forward-5s': 5,
  'back-1s': -1,
  'forward-1s': 1,
  'back-1m': -60,
  'forward-1m': 60,
} satisfies Partial<Record<Action, number>>

/** Factors by which an action changes the speed. */
export const SPEED_FACTORS = {
  slower: 0.9,
  faster: 1.1,
  'half-speed': 0.5,
  'double-speed': 2,
} satisfies Partial<Record<Action, number>>

/** Columns to the left and cells down by which an action moves the crosshair. */
export const CROSSHAIR_STEPS = {
  'crosshair-left': [1, 0],
  'crosshair-right': [-1, 0],
  'crosshair-up': [0, -1],
  'crosshair-down': [0, 1],
} as const satisfies Partial<Record<Action, readonly [columns: number, cells: number]>>

export type CrosshairAction = keyof typeof CROSSHAIR_STEPS

/** Whether an action is one of these; the caller handles others. */
export function isOneOf<A extends Action>(
  steps: Readonly<Record<A, unknown>>,
  action: Action,
): action is A {
  return Object.hasOwn(steps, action)
}
