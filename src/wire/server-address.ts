import { Failure } from '../failure.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { formatSecond } from './messages.ts'

/** Which day's stream, from where and how. What is left out the server chooses, or the catalog. */
export interface StreamChoice {
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  /** Unix second of the first batch. */
  readonly startSecond?: number | undefined
  readonly speed?: number | undefined
  readonly surfaces?: readonly SurfaceName[] | undefined
  /** Columns by surface, the time always among them; of a surface that is not named all. */
  readonly columns?: ColumnChoice | undefined
}

export type ColumnChoice = Readonly<Partial<Record<SurfaceName, readonly string[]>>>

/** A server as a user names it: `ws://127.0.0.1:8000`, or a whole stream's address. */
export class ServerAddress {
  readonly #url: URL

  /** @throws Failure `usage` where the text is no such address */
  constructor(text: string) {
    const isAddress = URL.canParse(text) && /^(wss?|https?):\/\//.test(text)
    if (!isAddress) {
      throw new Failure({
        code: 'usage',
        what: "that is no server's address",
        expected: 'ws://HOST:PORT, or the address of a stream',
        found: JSON.stringify(text),
      })
    }
    this.#url = new URL(text)
  }

  /** What the address itself says of the stream. */
  get choice(): { symbol: string | undefined; dt: string | undefined } {
    const { searchParams } = this.#url
    return {
      symbol: searchParams.get('symbol') ?? undefined,
      dt: searchParams.get('dt') ?? undefined,
    }
  }

  /** The address without what follows: for messages. */
  get host(): string {
    return `${this.#scheme('ws')}://${this.#url.host}`
  }

  /** The WebSocket's address, schemas sent once; a choice goes before what the address says. */
  streamUrl({ symbol, dt, startSecond, speed, surfaces, columns }: StreamChoice): string {
    const url = this.#with('ws', '/v1/hud/stream', {
      symbol,
      dt,
      speed: speed === undefined ? undefined : `${speed}`,
      start_ts_ns: startSecond === undefined ? undefined : formatSecond(startSecond),
      surfaces: surfaces?.join(','),
      columns: columns && formatColumns(columns),
      schema: 'once',
    })
    return url.href
  }

  /** The address of something that is answered over HTTP. */
  httpUrl(path: string, parameters: Readonly<Record<string, string | undefined>> = {}): string {
    const bare = new ServerAddress(this.#url.href)
    for (const name of [...bare.#url.searchParams.keys()]) {
      if (name !== 'token') bare.#url.searchParams.delete(name)
    }
    return bare.#with('http', path, parameters).href
  }

  #with(
    scheme: 'ws' | 'http',
    path: string,
    parameters: Readonly<Record<string, string | undefined>>,
  ): URL {
    const url = new URL(this.#url.href.replace(/^\w+/, this.#scheme(scheme)))
    url.pathname = path
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, value)
    }
    return url
  }

  #scheme(scheme: 'ws' | 'http'): string {
    return /^(wss|https):$/.test(this.#url.protocol) ? `${scheme}s` : scheme
  }
}

/** `wall:side,rel_ticks;snap:mid_price`. */
function formatColumns(columns: ColumnChoice): string {
  return Object.entries(columns)
    .map(([surface, names]) => `${surface}:${names.join(',')}`)
    .join(';')
}
