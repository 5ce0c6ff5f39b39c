import { DATASETS, type DatasetName } from '../../contracts/registry.ts'
import type { IngestStage } from '../stage.ts'

/**
 * The first edges of the graph, from raw files to bronze. All of them run together, in one pass
 * over files of many symbols and days, and only when files are ingested: bronze is never stale.
 */
export const INGEST_STAGES: readonly IngestStage[] = [
  declareIngest('bronze/mbo', 2, ['mbo', 'optionMbo', 'comboTrades']),
  declareIngest('bronze/statistics', 2, ['statistics']),
  declareIngest('bronze/instrument_definitions', 2, ['definitions']),
]

function declareIngest(
  name: string,
  revision: number,
  writes: readonly DatasetName[],
): IngestStage {
  return { name, revision, reads: 'raw files', writes: writes.map((each) => DATASETS[each]) }
}

/** The stage that writes a dataset from raw files; undefined for other datasets. */
export function ingestOf(dataset: string): IngestStage | undefined {
  return INGEST_STAGES.find(({ writes }) => writes.includes(dataset))
}
