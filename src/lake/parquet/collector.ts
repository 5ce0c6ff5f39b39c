import { setFlagsFromString } from 'node:v8'

/** Heap growth between full collections, in percent of the live heap after the last one. */
const GROWTH_PERCENT = 300

/**
 * Makes full garbage collections rarer. V8 counts the short-lived buffers of row groups like heap
 * objects, so a small heap would be collected every few megabytes: ten times as often as with this
 * setting, which costs some tens of megabytes.
 */
export function easeCollector(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`)
}
