import { setFlagsFromString } from 'node:v8'

/** How much the heap may grow between two full collections, per cent of what was left by the last. */
const GROWTH_PERCENT = 300

/**
 * Lets V8 wait longer before it collects everything. It counts the buffers that come and go with
 * every row group as if they were objects that stay, so that a small heap is collected whole every
 * few megabytes: ten times as often as it is with this, which costs some tens of megabytes.
 */
export function easeCollector(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
