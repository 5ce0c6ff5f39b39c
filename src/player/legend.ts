import type { Palette } from './palette.ts'
import { type ColourScale, lots } from './scale.ts'
import { shortNumber } from './series.ts'
import type { Layer } from './view.ts'

/** One ramp of the legend, with labels of its ends. */
export interface LegendEntry {
  readonly name: string
  readonly ramp: Uint32Array
  readonly low: string
  readonly high: string
}

/** The legend of a layer. */
export function legendOf(layer: Layer, scale: ColourScale, palette: Palette): LegendEntry[] {
  const depth = {
    low: shortNumber(lots(scale.lowDepth)),
    high: `${shortNumber(lots(scale.highDepth))} lots`,
  }
  const score = { low: '0', high: '1' }
  const bids = { name: 'bids', ramp: palette.bid, ...depth }
  const asks = { name: 'asks', ramp: palette.ask, ...depth }
  switch (layer) {
    case 'wall':
      return [bids, asks]
    case 'both':
      return [
        bids,
        asks,
        { name: 'vacuum', ramp: palette.vacuum, low: scale.minVacuum.toFixed(2), high: '1' },
      ]
    case 'vacuum':
      return [{ name: 'vacuum', ramp: palette.vacuum, ...score }]
    case 'balance': {
      const most = `${shortNumber(Math.round(Math.exp(scale.highBalance)))} to 1`
      return [
        { name: 'pulled', ramp: palette.pulled, low: '1', high: most },
        { name: 'added', ramp: palette.added, low: '1', high: most },
      ]
    }
    case 'gex': {
      const most = shortNumber(scale.highGex)
      return [
        { name: 'GEX +', ramp: palette.gexPositive, low: '0', high: most },
        { name: 'GEX −', ramp: palette.gexNegative, low: '0', high: most },
      ]
    }
  }
}
