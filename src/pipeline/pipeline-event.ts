import type { Failure } from '../failure.ts'
import type { IngestEvent } from '../stages/bronze/ingest.ts'
import type { FrontContract } from '../stages/front-contract.ts'
import type { PartialDay } from './partial-days.ts'
import type { RunEvent } from './run.ts'
import type { DateFault, MissingTarget } from './targets.ts'

/** What happens in the pipeline, for display. */
export type PipelineEvent =
  | { readonly type: 'front'; readonly front: FrontContract }
  | { readonly type: 'lacking'; readonly what: string }
  /** A day is built from part of its session. */
  | { readonly type: 'partial'; readonly day: PartialDay }
  /** A requested target is not in the lake; the rest continues. */
  | { readonly type: 'absent'; readonly absent: MissingTarget }
  /** A date is skipped because of an error; the others continue. */
  | { readonly type: 'fault'; readonly fault: DateFault }
  /** Files that could not be ingested; the others continue. */
  | { readonly type: 'refused'; readonly files: readonly string[]; readonly failure: Failure }
  | { readonly type: 'ingest'; readonly event: IngestEvent }
  | { readonly type: 'run'; readonly event: RunEvent }

export interface Watcher {
  readonly report: (event: PipelineEvent) => void
  readonly signal: AbortSignal
  /** Maximum wait for another run on the same partition, milliseconds; default one minute. */
  readonly lockWaitMs?: number | undefined
}
