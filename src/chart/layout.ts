/** A part of the chart, in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where the parts of a chart stand. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly title: Box
  readonly heat: Box
  /** Right of the heatmap. */
  readonly prices: Box
  /** Right of the prices; undefined where there are no options, or no room. */
  readonly gex: Box | undefined
  /** Below the heatmap; undefined where there is no room. */
  readonly volume: Box | undefined
  /** Below all of them. */
  readonly times: Box
}

const MARGIN = 24
const TITLE = 84
const PRICES = 72
const GEX = 132
const VOLUME = 72
const GAP = 10
const TIMES = 30

/** The least size in which a chart can be read, and the largest that is made. */
export const MIN_SIZE = { width: 480, height: 320 } as const
export const MAX_SIZE = { width: 7680, height: 4320 } as const

/** Divides a chart's pixels. */
export function layoutOf(width: number, height: number, hasOptions: boolean): Layout {
  const gexWidth = hasOptions && width >= 900 ? GEX + GAP : 0
  const volumeHeight = height >= 480 ? VOLUME + GAP : 0
  const heat = {
    left: MARGIN,
    top: MARGIN + TITLE,
    width: width - 2 * MARGIN - PRICES - gexWidth,
    height: height - MARGIN - TITLE - TIMES - volumeHeight - MARGIN / 2,
  }
  const right = heat.left + heat.width
  const bottom = heat.top + heat.height
  return {
    width,
    height,
    title: { left: MARGIN, top: MARGIN, width: width - 2 * MARGIN, height: TITLE },
    heat,
    prices: { ...heat, left: right, width: PRICES },
    gex: gexWidth > 0 ? { ...heat, left: right + PRICES + GAP, width: GEX } : undefined,
    volume:
      volumeHeight > 0
        ? { left: heat.left, top: bottom + GAP, width: heat.width, height: VOLUME }
        : undefined,
    times: { left: heat.left, top: bottom + volumeHeight, width: heat.width, height: TIMES },
  }
}
