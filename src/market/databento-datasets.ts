/**
 * Databento's datasets of US equities and equity options, by the venue before the dot
 * (databento.com/docs/venues-and-datasets).
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

/** Whether a dataset such as "XNAS.ITCH" is of equities; false for an unknown dataset. */
export function isEquities(dataset: string): boolean {
  return EQUITY_VENUES.has(dataset.split('.')[0])
}
