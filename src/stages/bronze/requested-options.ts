import { DATASETS } from '../../contracts/registry.ts'
import { STYPE_PARENT } from '../../dbn/codes.ts'
import { intervalDate, type Metadata } from '../../dbn/metadata.ts'
import type { FileInput } from '../../lake/partition/manifest.ts'
import type { Partition } from '../../lake/paths.ts'
import type { Instruments } from './instruments.ts'

/** The options of a partition that a file was requested for, as in its manifest. */
export type AskedOptions = Pick<FileInput, 'parents' | 'series' | 'instruments'>

/** Databento's name for all symbols of a dataset. */
const ALL_SYMBOLS = 'ALL_SYMBOLS'

/** The series of an option's symbol: "E1BF6" of "E1BF6 C6900". */
export function seriesOf(symbol: string): string {
  return symbol.split(' ', 1)[0]
}

/**
 * The options of a partition requested in a file's header. A request by parent covers whole series,
 * a request by symbol single instruments. Empty if the header does not say.
 */
export function askedOptions(
  metadata: Metadata | undefined,
  { dataset, symbol, dt }: Partition,
  instruments: Instruments,
): AskedOptions {
  if (dataset !== DATASETS.optionMbo || !metadata) return {}
  const names = namesOn(dt, metadata).filter((name) => instruments.futureOf(name) === symbol)
  if (names.length === 0) return {}
  const { stypeIn, symbols } = metadata
  const isByParent = stypeIn === STYPE_PARENT || symbols.includes(ALL_SYMBOLS)
  if (!isByParent) return { instruments: sortedUnique(names) }
  return { parents: sortedUnique(symbols), series: sortedUnique(names.map(seriesOf)) }
}

/** The symbols that a header maps on a UTC date, on either side of the mapping. */
function namesOn(dt: string, { mappings }: Metadata): string[] {
  return mappings.flatMap(({ rawSymbol, intervals }) => {
    const own = intervals.filter(
      ({ startDate, endDate }) => intervalDate(startDate) <= dt && dt < intervalDate(endDate),
    )
    return own.length === 0 ? [] : [rawSymbol, ...own.map(({ symbol }) => symbol)]
  })
}

function sortedUnique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort()
}
