import { answerChallenge } from '../gateway/cram.ts'

/** Symbols of one line, as the vendor's own clients cut them. */
const MAX_CHUNK_SYMBOLS = 500

/** How a session is asked for; the mirror of the gateway's `Login`. */
export interface LoginWishes {
  readonly dataset: string
  readonly compression: 'none' | 'zstd'
  readonly heartbeatSeconds: number
  /** How the client names itself. */
  readonly client: string
}

/** What is subscribed to: one schema's records of some symbols. */
export interface SubscribeWishes {
  readonly schema: 'mbo' | 'definition' | 'statistics'
  readonly stypeIn: 'raw_symbol' | 'parent'
  readonly symbols: readonly string[]
  /** From when records are replayed by ts_event; undefined for no replay. */
  readonly start?: bigint | undefined
  /** Of mbo only: the book as it is, before what comes live. */
  readonly snapshot?: boolean | undefined
}

/** The request that starts the stream. */
export const START = 'start_session\n'

/** The answer to a challenge. The key itself is not in it. */
export function loginLine(challenge: string, key: string, wishes: LoginWishes): string {
  const { dataset, compression, heartbeatSeconds, client } = wishes
  return line([
    `auth=${answerChallenge(challenge, key)}`,
    `dataset=${dataset}`,
    'encoding=dbn',
    `compression=${compression}`,
    'ts_out=0',
    `client=${client}`,
    `heartbeat_interval_s=${heartbeatSeconds}`,
  ])
}

/**
 * A subscription in chunks that the gateway takes.
 *
 * @param id of the subscription, the same in all its chunks
 */
export function subscribeLines(wishes: SubscribeWishes, id: number): string {
  const { schema, stypeIn, symbols, start, snapshot = false } = wishes
  let lines = ''
  for (let from = 0; from < symbols.length; from += MAX_CHUNK_SYMBOLS) {
    const isLast = from + MAX_CHUNK_SYMBOLS >= symbols.length
    lines += line([
      `schema=${schema}`,
      `stype_in=${stypeIn}`,
      `symbols=${symbols.slice(from, from + MAX_CHUNK_SYMBOLS).join()}`,
      `snapshot=${snapshot ? 1 : 0}`,
      `is_last=${isLast ? 1 : 0}`,
      ...(start === undefined ? [] : [`start=${start}`]),
      `id=${id}`,
    ])
  }
  return lines
}

function line(fields: readonly string[]): string {
  return `${fields.join('|')}\n`
}
