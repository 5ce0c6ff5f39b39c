import type { ListView } from '../panes/list-pane.ts'

/** A list over the heatmap from which a line is chosen, by keys or by a click. */
export interface ChoiceList {
  view(): ListView
  /** Handles a key; returns whether the list has handled it. */
  press(key: string): boolean
  /** Selects a line. */
  select(line: number): void
  /** Chooses the selected line; returns whether the list closes. */
  choose(): boolean
}

/** The selected line after a key; undefined for other keys. */
export function movedSelection(key: string, selected: number, length: number): number | undefined {
  const step = { up: -1, k: -1, down: 1, j: 1, 'shift+up': -10, 'shift+down': 10 }[key]
  if (step === undefined) return undefined
  return Math.min(Math.max(selected + step, 0), Math.max(length - 1, 0))
}
