import type { Clock } from '../clock.ts'
import { ZstdReader } from '../dbn/zstd.ts'
import { Failure } from '../failure.ts'
import type { Connection } from './connection.ts'
import { Conversation } from './conversation.ts'
import {
  type LoginWishes,
  loginLine,
  START,
  type SubscribeWishes,
  subscribeLines,
} from './requests.ts'

/** How long the vendor's clients wait for the gateway's answers. */
const LOGIN_MS = 30_000
/** A gateway is taken for dead once nothing has come for this long beyond its heartbeats. */
const SPARE_MS = 10_000
const MS_PER_SECOND = 1000

export interface StreamWishes {
  readonly login: LoginWishes
  /** Never told to anyone: the gateway gets a hash. */
  readonly key: string
  readonly subscriptions: readonly SubscribeWishes[]
  readonly clock: Clock
  /** The gateway, in errors. */
  readonly source: string
  readonly onWelcome: (sessionId: string) => void
}

/**
 * Logs in, subscribes, starts, and gives the DBN stream that follows, decompressed. It ends when the
 * connection does, or is closed here because nothing came for too long.
 *
 * @throws Failure `usage` where the gateway refuses the key or the request, `input` where it does not
 *   speak the protocol
 */
export async function* streamBytes(
  connection: Connection,
  wishes: StreamWishes,
): AsyncGenerator<Uint8Array> {
  const bytes = plainBytes(connection, wishes)
  if (wishes.login.compression === 'none') yield* bytes
  // What was compressed before a cut can be read.
  else yield* new ZstdReader(bytes, wishes.source).chunks()
}

async function* plainBytes(
  connection: Connection,
  wishes: StreamWishes,
): AsyncGenerator<Uint8Array> {
  const { clock, login } = wishes
  const conversation = new Conversation()
  const idleMs = login.heartbeatSeconds * MS_PER_SECOND + SPARE_MS
  const timeout = (delayMs: number) => clock.timeout(delayMs, () => connection.close())
  let deadline = timeout(LOGIN_MS)
  let isOpen = false
  try {
    for await (const bytes of connection.received) {
      for (const turn of conversation.receive(bytes)) {
        if (turn.type === 'stream') yield turn.bytes
        else if (turn.type === 'challenge') {
          connection.send(loginLine(turn.challenge, wishes.key, login))
        } else if (turn.type === 'welcome') {
          isOpen = true
          wishes.onWelcome(turn.sessionId)
          for (const [id, each] of wishes.subscriptions.entries())
            connection.send(subscribeLines(each, id + 1))
          connection.send(START)
        } else if (turn.type === 'refused') throw refused(wishes.source, turn.reason)
        else throw notTheProtocol(wishes.source, turn.found)
      }
      if (!isOpen) continue
      deadline.cancel()
      deadline = timeout(idleMs)
    }
  } finally {
    deadline.cancel()
    connection.close()
  }
}

function refused(where: string, reason: string): Failure {
  return new Failure({
    code: 'usage',
    what: `the gateway refuses the session: ${reason.slice(0, 200)}`,
    where,
    fix: 'check DATABENTO_API_KEY and --dataset',
  })
}

function notTheProtocol(where: string, found: string): Failure {
  return new Failure({
    code: 'input',
    what: 'this is no Databento live gateway',
    where,
    expected: 'a greeting and a challenge',
    found: JSON.stringify(found),
  })
}
