import type { Workload } from './workload.ts'
import { book } from './workloads/book.ts'
import { decode } from './workloads/decode.ts'
import { lake } from './workloads/lake.ts'
import { pipeline } from './workloads/pipeline.ts'

/** Everything that is measured, in the order in which a day goes through it. */
export const WORKLOADS: readonly Workload[] = [decode, book, lake, pipeline]

/** @throws Error if there is none of that name */
export function workloadNamed(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name)
  if (!found) throw new Error(`no workload ${name}`)
  return found
}
