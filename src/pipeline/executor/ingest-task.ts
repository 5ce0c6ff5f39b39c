import type { Failure, FailureDetail } from '../../failure.ts'
import type { Lake } from '../../lake/paths.ts'
import { asFailure } from '../../lake/store/file-failure.ts'
import type { IngestEvent } from '../../stages/bronze/ingest.ts'
import { type IngestRequest, runIngest } from '../pipeline.ts'

/** What came of an ingest, as data: to be reported where it was asked for. */
export type IngestNote =
  | { readonly type: 'ingest'; readonly event: IngestEvent }
  | { readonly type: 'refused'; readonly files: readonly string[]; readonly detail: FailureDetail }

/**
 * Ingests raw files.
 *
 * @returns everything to be reported but progress
 * @throws Failure if the lake cannot be read or written
 */
export async function ingestNotes(
  lake: Lake,
  request: IngestRequest,
  signal: AbortSignal,
): Promise<IngestNote[]> {
  const notes: IngestNote[] = []
  await runIngest(lake, request, {
    signal,
    report: (event) => {
      if (event.type === 'ingest' && event.event.type !== 'progress')
        notes.push({ type: 'ingest', event: event.event })
      if (event.type === 'refused')
        notes.push({ type: 'refused', files: event.files, detail: event.failure.detail })
    },
  }).catch((error: unknown) => {
    const failure: Failure | undefined = asFailure(error)
    if (!failure || failure.detail.code === 'busy') throw error
    notes.push({ type: 'refused', files: request.paths, detail: failure.detail })
  })
  return notes
}
