import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { readTable } from '../lake/partition/read-table.ts'
import type { Lake } from '../lake/paths.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import { seriesOf } from './bronze/requested-options.ts'
import type { Span } from './spans.ts'
import type { Target } from './stage.ts'
import { storedManifest } from './stored-manifest.ts'

/**
 * Listing periods of a future's options from a UTC date's definitions: from activation to expiry,
 * by instrument, and by series from the earliest to the latest. Empty without definitions.
 */
export async function listedOptions(
  lake: Lake,
  { symbol, dt }: Target,
): Promise<ReadonlyMap<string, Span>> {
  const partition = { dataset: DATASETS.definitions, symbol, dt }
  const found = new Map<string, Span>()
  if (!(await storedManifest(lake, partition))) return found
  try {
    const table = await readTable(lake, partition, ['raw_symbol', 'activation', 'expiration'])
    const symbols = table.columns.raw_symbol
    const activations = table.columns.activation
    const expirations = table.columns.expiration
    for (let row = 0; row < table.length; row++) {
      // The future has the same name as the series that expires with it.
      if (symbols[row] === symbol) continue
      const start = secondOf(activations[row], Number.NEGATIVE_INFINITY)
      const end = secondOf(expirations[row], Number.POSITIVE_INFINITY)
      for (const name of new Set([symbols[row], seriesOf(symbols[row])])) {
        const known = found.get(name)
        found.set(name, {
          start: Math.min(start, known?.start ?? start),
          end: Math.max(end, known?.end ?? end),
        })
      }
    }
  } catch (error) {
    // Damaged definitions are reported by the stages that need them.
    if (!(error instanceof Failure)) throw error
  }
  return found
}

function secondOf(time: bigint, unknown: number): number {
  // Undefined is −1; old files have 0.
  return time <= 0n ? unknown : Number(time / NANOSECONDS_PER_SECOND)
}
