/**
 * Databento's datasets of US equities and of options on them, by the venue before the point
 * (databento.com/docs/venues-and-datasets). Futures and their options are of others.
 */
const EQUITY_VENUES: ReadonlySet<string> = new Set([
  'ARCX',
  'BATS',
  'BATY',
  'DBEQ',
  'EDGA',
  'EDGX',
  'EPRL',
  'EQUS',
  'IEXG',
  'MEMX',
  'OPRA',
  'XASE',
  'XBOS',
  'XCHI',
  'XCIS',
  'XNAS',
  'XNYS',
  'XPSX',
])

/** Is a dataset like "XNAS.ITCH" of equities? Of one that is not known it is not said. */
export function isEquities(dataset: string): boolean {
  return EQUITY_VENUES.has(dataset.split('.')[0])
}
