import type { RecordRows } from './field.ts'

/** OhlcvMsg: the trades of an interval as one bar; ts_event is where the interval begins. */
export function ohlcv(rtype: number, interval: string): RecordRows {
  const price = (name: string, at: number, what: string) => ({
    name,
    at: `price@${at}`,
    doc: `${what} price of the interval in 1e-9 units; 2^63-1 = undefined.`,
  })
  return {
    rtype,
    sizes: [56, 56, 56],
    doc: `Open, high, low, close and volume of ${interval}.`,
    rows: [
      price('open', 16, 'First'),
      price('high', 24, 'Highest'),
      price('low', 32, 'Lowest'),
      price('close', 40, 'Last'),
      { name: 'volume', at: 'u64@48', doc: 'Contracts traded in the interval.' },
    ],
    reserved: [[], [], []],
  }
}
