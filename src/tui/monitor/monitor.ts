import { backoffMs } from '../../backoff.ts'
import { systemClock, type Timer } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import type { StreamEvent } from '../../wire/batch.ts'
import { ServerAddress } from '../../wire/server-address.ts'
import { chooseDay, fetchLive } from '../../wire/server-requests.ts'
import { StreamConnection } from '../../wire/stream-connection.ts'
import { type LiveSample, liveLines } from './live-lines.ts'
import { MonitorScreen } from './monitor-screen.ts'
import { StreamHealth } from './stream-health.ts'

export interface MonitorOptions {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  readonly speed: number
  /** Ends after this many batches; unlimited by default. */
  readonly seconds?: number | undefined
  /** Receives each line; replaces the screen. */
  readonly print?: ((line: string) => void) | undefined
  readonly signal: AbortSignal
}

/**
 * Shows a stream's health until the user quits, printed lines end with the stream, or `seconds`
 * batches have arrived. A screen connects again where the stream is lost.
 *
 * @throws Failure `input` if the stream does not exist or is interrupted
 */
export async function monitor(server: string, options: MonitorOptions): Promise<void> {
  const { seconds = Number.POSITIVE_INFINITY, print, speed, signal } = options
  const address = new ServerAddress(server)
  const day = await chooseDay(address, options)
  const health = new StreamHealth(speed)
  const end = Promise.withResolvers<void>()
  let screen: MonitorScreen | undefined
  let connection: StreamConnection | undefined
  let retry: Timer | undefined
  let attempt = 0
  let hasQuit = false
  const show = (line: string) => {
    print?.(line)
    screen?.log(line)
    screen?.draw(health)
  }
  const receive = (event: StreamEvent) => {
    attempt = 0
    show(health.add(event, systemClock.now()))
    // A screen stays open after the stream's end; printing ends.
    if (health.batches >= seconds || (print && health.hasEnded)) end.resolve()
  }
  // Printed lines end with the stream; a screen waits for it to come back.
  const closed = (reason: string) => {
    const failure = new Failure({ code: 'input', what: reason, where: address.host })
    if (print) end.reject(failure)
    else reconnect(reason)
  }
  const reconnect = (reason: string) => {
    if (hasQuit) return
    const wait = backoffMs(++attempt, RETRY, Math.random())
    show(`${reason}; trying again in ${Math.ceil(wait / 1000)} s`)
    retry = systemClock.timeout(wait, () => {
      const startSecond = health.beats.at(-1)?.endSecond
      open(startSecond).catch((error: Error) => reconnect(error.message))
    })
  }
  const open = async (startSecond?: number) => {
    connection = await StreamConnection.open(
      address,
      { ...day, speed, startSecond },
      { receive, closed },
    )
    // It was being opened when the user quit.
    if (hasQuit) connection.close()
    else show(`connected to ${address.host}: ${day.symbol} ${day.dt}`)
  }
  let sample: LiveSample | undefined
  const askLive = async () => {
    const status = await fetchLive(address)
    if (hasQuit || !status) return
    const next = { status, at: systemClock.now() }
    const lines = liveLines(next, sample)
    if (screen) screen.live = lines
    // Gaps are printed when there are more.
    const isNewGap = status.gaps.length > (sample?.status.gaps.length ?? 0)
    for (const line of isNewGap ? lines : lines.slice(0, 1)) print?.(line)
    sample = next
  }
  // Where the server does not answer, the stream says so; one of an older version has no such answer.
  const asks = systemClock.interval(LIVE_MS, () => void askLive().catch(() => {}))
  const interrupt = () => end.resolve()
  signal.addEventListener('abort', interrupt)
  try {
    if (!print) screen = new MonitorScreen(interrupt)
    await open()
    await end.promise
  } finally {
    hasQuit = true
    asks.cancel()
    signal.removeEventListener('abort', interrupt)
    retry?.cancel()
    screen?.close()
    connection?.close()
  }
}

/** How often a live session is asked how it is doing. */
const LIVE_MS = 1000
/** How long to wait before connecting to a lost stream again. */
const RETRY = { firstMs: 500, maxMs: 10_000 }
