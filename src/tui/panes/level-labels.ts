import { gammaLabel, gammaLevels } from '../../player/gamma-levels.ts'
import { LEVELS } from '../../player/levels.ts'
import type { Picture } from '../../player/player.ts'
import { priceText } from '../../player/price-text.ts'
import type { Rect } from '../layout.ts'
import { ATTRIBUTE, type CellBuffer } from '../painter/cells.ts'
import type { Theme } from '../theme.ts'
import { rowOf } from './axis-pane.ts'

/**
 * Labels gamma and level lines with their prices at the heatmap's left edge, where the oldest
 * seconds are; the most important where several share a row.
 */
export function paintLevelLabels(
  cells: CellBuffer,
  rect: Rect,
  picture: Picture,
  theme: Theme,
): void {
  const { newest, view, moment, day, statistics } = picture
  if (!newest || !view.levels) return
  const taken = new Set<number>()
  const label = (tick: number, text: string, colour: number, attributes: number) => {
    const row = rowOf(picture, Math.round(tick), theme)
    if (row < 0 || row >= rect.rows || taken.has(row)) return
    taken.add(row)
    const room = Math.max(rect.columns >> 1, 8)
    const shown = ` ${text.slice(0, room)} `
    cells.write(rect.column, rect.row + row, shown, {
      colour,
      background: theme.canvas,
      attributes,
    })
  }
  for (const level of gammaLevels(moment.gex, newest, day)) {
    label(level.tick, gammaLabel(level), theme[level.ink], ATTRIBUTE.bold)
  }
  for (const [index, { label: name }] of LEVELS.entries()) {
    const tick = newest.levels[index]
    if (Number.isNaN(tick)) continue
    const price = priceText(Math.round(tick), day.tickSize, day.priceParts)
    label(tick, `${name} ${price}`, theme.level, ATTRIBUTE.none)
  }
  for (const { label: name, tick } of statistics) {
    const price = priceText(tick, day.tickSize, day.priceParts)
    label(tick, `${name} ${price}`, theme.level, ATTRIBUTE.none)
  }
}
