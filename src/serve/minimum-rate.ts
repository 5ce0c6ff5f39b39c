import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'

/** How often it is looked what a reader has taken. */
const INTERVAL_MS = 10_000
/** A reader that takes less in an interval, with more waiting, is cut off: 8 KB a second. */
const MIN_BYTES = 81_920

/** Cuts a response off whose reader takes it too slowly, or not at all. */
export function holdToRate(socket: Socket, response: ServerResponse, clock: Clock): void {
  const taken = () => socket.bytesWritten - socket.writableLength
  let before = taken()
  const timer = clock.interval(
    INTERVAL_MS,
    () => {
      const now = taken()
      if (socket.writableLength > 0 && now - before < MIN_BYTES) socket.destroy()
      before = now
    },
    { holdsProcess: false },
  )
  response.once('close', () => timer.cancel())
}
