import { ASK, BID } from '../market/side.ts'

/** The trades of one second. Prices are in ticks; open, high, low and close are NaN without one. */
export class TradeTally {
  buyVolume = 0
  sellVolume = 0
  /** All lots traded, those without an aggressor included. */
  volume = 0
  count = 0
  /** Σ price in points × lots. */
  value = 0
  open = Number.NaN
  high = Number.NaN
  low = Number.NaN
  close = Number.NaN

  /** @param side the aggressor's code; none in auctions and implied trades */
  add(tick: number, pricePoints: number, size: number, side: number): void {
    if (side === BID) this.buyVolume += size
    else if (side === ASK) this.sellVolume += size
    this.volume += size
    this.value += pricePoints * size
    if (this.count++ === 0) {
      this.open = tick
      this.high = tick
      this.low = tick
    } else {
      if (tick > this.high) this.high = tick
      if (tick < this.low) this.low = tick
    }
    this.close = tick
  }

  reset(): void {
    this.buyVolume = 0
    this.sellVolume = 0
    this.volume = 0
    this.count = 0
    this.value = 0
    this.open = Number.NaN
    this.high = Number.NaN
    this.low = Number.NaN
    this.close = Number.NaN
  }
}
