import { futuresBook } from './silver/futures-book.ts'
import type { Stage } from './stage.ts'

/** Every stage after bronze. Order does not matter: the plan follows reads and writes. */
export const STAGES: readonly Stage[] = [futuresBook]

/** The stage that writes a dataset; none does for bronze, which is ingested. */
export function producerOf(dataset: string, stages: readonly Stage[] = STAGES): Stage | undefined {
  return stages.find((stage) => stage.writes.includes(dataset))
}
