import type { Failure } from '../failure.ts'
import type { IngestEvent } from '../stages/bronze/ingest.ts'
import type { FrontContract } from '../stages/front-contract.ts'
import type { PartialDay } from './partial-days.ts'
import type { RunEvent } from './run.ts'
import type { Absent, DateFault } from './targets.ts'

/** What happens in the pipeline, for display. */
export type PipelineEvent =
  | { readonly type: 'front'; readonly front: FrontContract }
  | { readonly type: 'lacking'; readonly what: string }
  /** A day is made of part of its session. */
  | { readonly type: 'partial'; readonly day: PartialDay }
  /** What was asked for is not in the lake; the rest goes on. */
  | { readonly type: 'absent'; readonly absent: Absent }
  /** A date is set aside; the others go on. */
  | { readonly type: 'fault'; readonly fault: DateFault }
  /** Files, or a run over them, that came to nothing; they stay where they are, the others go on. */
  | { readonly type: 'refused'; readonly files: readonly string[]; readonly failure: Failure }
  | { readonly type: 'ingest'; readonly event: IngestEvent }
  | { readonly type: 'run'; readonly event: RunEvent }

export interface Watcher {
  readonly report: (event: PipelineEvent) => void
  readonly signal: AbortSignal
  /** How long to wait for another run on the same partition, milliseconds; a minute if left out. */
  readonly lockWaitMs?: number | undefined
}
