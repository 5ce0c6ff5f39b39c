import { readDbn } from '../../dbn/file.ts'
import { upgrade } from '../../dbn/upgrade.ts'
import { Failure } from '../../failure.ts'
import { definedInstrument, futureSymbols, type Instrument } from './day-definitions.ts'
import type { IngestChoice } from './ingest-choice.ts'
import type { RawFile } from './raw-files.ts'

/**
 * Options in definition files whose futures are not selected, by symbol. The lake does not store
 * their definitions, but they must not be reported as options without a definition.
 */
export async function unselectedOptions(
  files: readonly RawFile[],
  choice: IngestChoice,
): Promise<Map<string, Instrument>> {
  const found = new Map<string, Instrument>()
  for (const { path } of files) {
    try {
      for await (const item of readDbn(path, { allowTruncated: true })) {
        if (item.type !== 'records' || item.layout.kind !== 'definition') continue
        const table = upgrade(item.layout, item.table)
        const symbols = table.column('raw_symbol', 'text')
        const futures = futureSymbols(table)
        for (let row = 0; row < table.length; row++) {
          const instrument = definedInstrument(table, row, (id) => futures.get(id))
          if (instrument?.kind !== 'option' || choice.hasFuture(instrument.future)) continue
          found.set(symbols[row], instrument)
        }
      }
    } catch (error) {
      // Unreadable files are refused when they are ingested.
      if (!(error instanceof Failure)) throw error
    }
  }
  return found
}
