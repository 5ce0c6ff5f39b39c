/** A part of the chart, in pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The parts of a chart. */
export interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly title: Box
  readonly heat: Box
  /** Right of the heatmap. */
  readonly prices: Box
  /** Right of the prices; undefined without options or room. */
  readonly gex: Box | undefined
  /** Below the heatmap; undefined without room. */
  readonly volume: Box | undefined
  /** Below all of them. */
  readonly times: Box
}

const MARGIN_PX = 24
const TITLE_HEIGHT_PX = 84
const PRICES_WIDTH_PX = 72
const GEX_WIDTH_PX = 132
const VOLUME_HEIGHT_PX = 72
const GAP_PX = 10
const TIMES_HEIGHT_PX = 30

/** The smallest readable size, and the largest supported one. */
export const MIN_SIZE_PX = { width: 480, height: 320 } as const
export const MAX_SIZE_PX = { width: 7680, height: 4320 } as const

/** Lays out a chart of a size in pixels. */
export function chartLayout(width: number, height: number, hasOptions: boolean): ChartLayout {
  const gexWidth = hasOptions && width >= 900 ? GEX_WIDTH_PX + GAP_PX : 0
  const volumeHeight = height >= 480 ? VOLUME_HEIGHT_PX + GAP_PX : 0
  const heat = {
    left: MARGIN_PX,
    top: MARGIN_PX + TITLE_HEIGHT_PX,
    width: width - 2 * MARGIN_PX - PRICES_WIDTH_PX - gexWidth,
    height: height - MARGIN_PX - TITLE_HEIGHT_PX - TIMES_HEIGHT_PX - volumeHeight - MARGIN_PX / 2,
  }
  const right = heat.left + heat.width
  const bottom = heat.top + heat.height
  return {
    width,
    height,
    title: {
      left: MARGIN_PX,
      top: MARGIN_PX,
      width: width - 2 * MARGIN_PX,
      height: TITLE_HEIGHT_PX,
    },
    heat,
    prices: { ...heat, left: right, width: PRICES_WIDTH_PX },
    gex:
      gexWidth > 0
        ? { ...heat, left: right + PRICES_WIDTH_PX + GAP_PX, width: GEX_WIDTH_PX }
        : undefined,
    volume:
      volumeHeight > 0
        ? { left: heat.left, top: bottom + GAP_PX, width: heat.width, height: VOLUME_HEIGHT_PX }
        : undefined,
    times: {
      left: heat.left,
      top: bottom + volumeHeight,
      width: heat.width,
      height: TIMES_HEIGHT_PX,
    },
  }
}
