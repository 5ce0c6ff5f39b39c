import { CELL_KIND } from './heatmap.ts'
import type { Palette } from './palette.ts'
import { type ColourScale, lots } from './scale.ts'
import { shortNumber } from './series.ts'
import type { Layer } from './view.ts'

/** Gamma exposure: dollars of delta per point, for each point that the price moves. */
export const GEX_UNIT = '$/pt²'

/** A named colour ramp, and the cell kind it is of. */
export interface LegendRamp {
  readonly name: string
  readonly kind: number
  readonly ramp: Uint32Array
}

/** Ramps with the same scale, and labels of its ends. */
export interface LegendEntry {
  readonly ramps: readonly LegendRamp[]
  readonly low: string
  readonly high: string
}

/** The legend of a layer. */
export function legendOf(layer: Layer, scale: ColourScale, palette: Palette): LegendEntry[] {
  const { bid, ask, vacuum, pulled, added, gexPositive, gexNegative } = palette
  const walls = {
    ramps: [
      { name: 'bids', kind: CELL_KIND.bid, ramp: bid },
      { name: 'asks', kind: CELL_KIND.ask, ramp: ask },
    ],
    low: shortNumber(lots(scale.lowDepth)),
    high: `${shortNumber(lots(scale.highDepth))} lots`,
  }
  const vacuums = [{ name: 'vacuum', kind: CELL_KIND.vacuum, ramp: vacuum }]
  switch (layer) {
    case 'wall':
      return [walls]
    case 'both':
      return [walls, { ramps: vacuums, low: scale.minVacuum.toFixed(2), high: '1' }]
    case 'vacuum':
      return [{ ramps: vacuums, low: '0', high: '1' }]
    case 'balance': {
      const ramps = [
        { name: 'pulled', kind: CELL_KIND.pulled, ramp: pulled },
        { name: 'added', kind: CELL_KIND.added, ramp: added },
      ]
      const high = `${shortNumber(Math.round(Math.exp(scale.highBalance)))} to 1`
      return [{ ramps, low: '1', high }]
    }
    case 'gex': {
      const ramps = [
        { name: 'GEX +', kind: CELL_KIND.gexPositive, ramp: gexPositive },
        { name: 'GEX −', kind: CELL_KIND.gexNegative, ramp: gexNegative },
      ]
      return [{ ramps, low: '0', high: `${shortNumber(scale.highGex)} ${GEX_UNIT}` }]
    }
  }
}
