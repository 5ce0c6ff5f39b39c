import { systemClock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import { ServerAddress } from '../../wire/server-address.ts'
import { chooseDay } from '../../wire/server-requests.ts'
import { StreamConnection } from '../../wire/stream-connection.ts'
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
 * batches have arrived.
 *
 * @throws Failure `input` if the stream does not exist or is interrupted
 */
export async function monitor(server: string, options: MonitorOptions): Promise<void> {
  const { seconds = Number.POSITIVE_INFINITY, print, speed, signal } = options
  const address = new ServerAddress(server)
  const day = await chooseDay(address, options)
  const health = new StreamHealth()
  let finish = (_?: Failure) => {}
  const finished = new Promise<Failure | undefined>((resolve) => {
    finish = resolve
  })
  let screen: MonitorScreen | undefined
  const show = (line: string) => {
    print?.(line)
    screen?.log(line)
    screen?.draw(health)
  }
  const connection = await StreamConnection.open(
    address,
    { ...day, speed },
    {
      receive: (event) => {
        show(health.add(event, systemClock.now()))
        // A screen stays open after the stream's end; printing ends.
        if (health.batches >= seconds || (print && health.hasEnded)) finish()
      },
      closed: (reason) => finish(new Failure({ code: 'input', what: reason, where: address.host })),
    },
  )
  const interrupt = () => finish()
  signal.addEventListener('abort', interrupt)
  try {
    if (!print) screen = new MonitorScreen(interrupt)
    show(`connected to ${address.host}: ${day.symbol} ${day.dt}`)
    const failure = await finished
    signal.throwIfAborted()
    if (failure) throw failure
  } finally {
    signal.removeEventListener('abort', interrupt)
    screen?.close()
    connection.close()
  }
}
