import { createHook } from 'node:async_hooks'

/** As async_hooks names calls of the file system. */
const FILE_CALL = /^(FSREQ|FILEHANDLECLOSEREQ)/

/** Calls of the real file system that are under way: they end in no virtual time. */
const underWay = new Set<number>()

const hook = createHook({
  trackPromises: false,
  init: (id, type) => {
    if (FILE_CALL.test(type)) underWay.add(id)
  },
  after: (id) => {
    underWay.delete(id)
  },
})

/** From here on {@link fileCallsEnded} knows of calls. */
export function watchFileCalls(): void {
  hook.enable()
}

/** Resolves once no call is under way, and no other follows from them. */
export async function fileCallsEnded(): Promise<void> {
  do await nextRound()
  while (underWay.size > 0)
  await nextRound()
  if (underWay.size > 0) await fileCallsEnded()
}

/** Resolves when the event loop has come round. */
export function nextRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
