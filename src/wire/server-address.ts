import { Failure } from '../failure.ts'
import type { SurfaceName } from '../seconds/second.ts'
import { formatSecond } from './messages.ts'

/** Options of a stream; omitted ones are chosen by the server or from its catalog. */
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

/** A server's address: `ws://127.0.0.1:8000`, or a complete stream URL. */
export class ServerAddress {
  /** Sent apart from addresses, which servers and proxies log. */
  readonly token: string | undefined
  readonly #url: URL

  /** @throws Failure `usage` for an invalid address */
  constructor(text: string) {
    const isAddress = URL.canParse(text) && /^(wss?|https?):\/\//.test(text)
    if (!isAddress) {
      throw new Failure({
        code: 'usage',
        what: 'the server address is invalid',
        expected: 'ws://HOST:PORT, or the address of a stream',
        found: JSON.stringify(text),
      })
    }
    this.#url = new URL(text)
    this.token = this.#url.searchParams.get('token') ?? undefined
    this.#url.searchParams.delete('token')
  }

  /** Symbol and date in the address itself. */
  get choice(): { symbol: string | undefined; dt: string | undefined } {
    const { searchParams } = this.#url
    return {
      symbol: searchParams.get('symbol') ?? undefined,
      dt: searchParams.get('dt') ?? undefined,
    }
  }

  /** Scheme and host, for messages. */
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

  /** The URL of an HTTP endpoint. */
  httpUrl(path: string, parameters: Readonly<Record<string, string | undefined>> = {}): string {
    const bare = new ServerAddress(this.#url.href)
    for (const name of [...bare.#url.searchParams.keys()]) bare.#url.searchParams.delete(name)
    return bare.#with('http', path, parameters).href
  }

  /** Headers of a request to an HTTP endpoint. */
  get headers(): Record<string, string> {
    return this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }
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
