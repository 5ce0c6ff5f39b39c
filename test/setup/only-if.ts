import type { TestOptions } from 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test did not run. */
    skipReason?: string
  }
}

/**
 * Options of a test or suite that runs only under a condition. `npm test` prints at its end what
 * was skipped, and the reason.
 *
 *     describe('real files', onlyIf(areThere, 'the samples are missing'), () => { … })
 */
export function onlyIf(condition: boolean, skipReason: string): TestOptions {
  return condition ? {} : { skip: true, meta: { skipReason } }
}
