import { readDbn } from '../../dbn/file.ts'
import { upgrade } from '../../dbn/upgrade.ts'
import { Failure } from '../../failure.ts'
import { definedInstrument, type Instrument } from './defined-day.ts'
import type { IngestChoice } from './ingest-choice.ts'
import type { RawFile } from './raw-files.ts'

/**
 * The options in definition files whose futures were not chosen, by symbol. The lake does not keep
 * their definitions, but an option that has one is of another symbol, and lacks nothing.
 */
export async function unchosenOptions(
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
        for (let row = 0; row < table.length; row++) {
          const instrument = definedInstrument(table, row)
          if (instrument?.kind !== 'option' || choice.hasFuture(instrument.future)) continue
          found.set(symbols[row], instrument)
        }
      }
    } catch (error) {
      // Who reads it for its rows refuses it.
      if (!(error instanceof Failure)) throw error
    }
  }
  return found
}
