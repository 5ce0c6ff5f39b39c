import { priceFromWords } from '../market/price.ts'
import type { WallLevel } from '../surfaces/reference-vacuum.ts'
import { words } from '../table/table.ts'
import type { WindowCursor } from './window-cursor.ts'

/** The columns of a wall that {@link wallLevels} reads. */
export const WALL_LEVEL_COLUMNS = [
  'price_int',
  'side',
  'rel_ticks',
  'depth_qty_start',
  'depth_qty_rest',
  'd1_depth_qty',
  'add_qty',
  'fill_qty',
  'pull_qty_rest',
  'window_valid',
] as const

/** The levels of the window at a wall's cursor. */
export function wallLevels({ table, from, to }: WindowCursor): WallLevel[] {
  const price = words(table.column('price_int', 'int64'))
  const side = table.column('side', 'letter')
  const relTicks = table.column('rel_ticks', 'int32')
  const start = table.column('depth_qty_start', 'int32')
  const rest = table.column('depth_qty_rest', 'int32')
  const d1 = table.column('d1_depth_qty', 'int32')
  const add = table.column('add_qty', 'int32')
  const fill = table.column('fill_qty', 'int32')
  const pullRest = table.column('pull_qty_rest', 'int32')
  const valid = table.column('window_valid', 'boolean')
  const levels: WallLevel[] = []
  for (let row = from; row < to; row++) {
    levels.push({
      side: sideOf(side[row]),
      price_int: priceFromWords(price[2 * row], price[2 * row + 1]),
      rel_ticks: relTicks[row],
      depth_qty_start: start[row],
      depth_qty_rest: rest[row],
      d1_depth_qty: d1[row],
      add_qty: add[row],
      fill_qty: fill[row],
      pull_qty_rest: pullRest[row],
      window_valid: valid[row] === 1,
    })
  }
  return levels
}

/** The key of a level within its window. */
export function levelKey({ side, price_int }: Pick<WallLevel, 'side' | 'price_int'>): string {
  return `${side}${price_int}`
}

/** The key of each of a window's rows, of a wall or its vacuum. */
export function levelKeys({ table, from, to }: WindowCursor): string[] {
  const price = words(table.column('price_int', 'int64'))
  const side = table.column('side', 'letter')
  const keys: string[] = []
  for (let row = from; row < to; row++) {
    const priceInt = priceFromWords(price[2 * row], price[2 * row + 1])
    keys.push(levelKey({ side: sideOf(side[row]), price_int: priceInt }))
  }
  return keys
}

function sideOf(code: number): string {
  return code === 0 ? 'A' : 'B'
}
