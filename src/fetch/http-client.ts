import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Clock } from '../clock.ts'
import { isSafe, mayHaveKey } from './gateway-url.ts'
import { AnswerError, ConnectionError, httpErrorFrom } from './http-error.ts'

/** As the vendor's own client. */
const SILENCE_LIMIT_MS = 100_000
const MAX_REDIRECTS = 5
/** Of an answer that is not a file: no list of jobs or files is near it. */
const MAX_BODY_BYTES = 64 << 20

export interface HttpClientOptions {
  readonly gateway: URL
  /** Sent as the user name of basic authentication, to the gateway only. */
  readonly key: string
  readonly userAgent: string
  /** HTTPS_PROXY and NO_PROXY are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  /** Sent as the body. */
  readonly form?: URLSearchParams
  /** First byte that is asked for. */
  readonly from?: number
}

/** One request at a time over HTTPS; knows nothing of what is asked for. */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #https: HttpsAgent
  /** For a server on this machine: never through a proxy. */
  readonly #http = new HttpAgent({ keepAlive: true })

  constructor(options: HttpClientOptions) {
    this.#options = options
    this.#https = new HttpsAgent({ keepAlive: true, proxyEnv: { ...options.env } })
  }

  /**
   * The answer of a request whose status says success, redirects followed.
   *
   * @throws HttpError, ConnectionError, or the signal's reason
   */
  async open(request: HttpRequest): Promise<IncomingMessage> {
    let { url } = request
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const answer = await this.#send({ ...request, url })
      const status = answer.statusCode ?? 0
      if (status >= 200 && status < 300) return answer
      const { location } = answer.headers
      if (request.method === 'GET' && status >= 300 && status < 400 && location !== undefined) {
        answer.resume()
        url = new URL(location, url)
        continue
      }
      const body = await this.#bodyOf(answer)
      const nowMs = this.#options.clock.unixMs()
      throw httpErrorFrom(status, body, answer.headers['retry-after'], nowMs)
    }
    throw new AnswerError(`more than ${MAX_REDIRECTS} redirects`)
  }

  /** The body of a successful answer. */
  async text(request: HttpRequest): Promise<string> {
    return this.#bodyOf(await this.open(request))
  }

  /** The bytes of an answer; a connection that breaks, and one cut short, is a ConnectionError. */
  async *bytesOf(answer: IncomingMessage): AsyncGenerator<Buffer> {
    try {
      yield* answer
    } catch (cause) {
      throw this.#broken(cause)
    }
  }

  /** Closes the connections that are kept. */
  close(): void {
    this.#https.destroy()
    this.#http.destroy()
  }

  async #bodyOf(answer: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of this.bytesOf(answer)) {
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) throw new AnswerError('the answer is too long')
      chunks.push(chunk)
    }
    // What the server says may end up in an error, and must not hold the key.
    const { key } = this.#options
    return Buffer.concat(chunks).toString().replaceAll(key, '…').replaceAll(basic(key), '…')
  }

  #send({ method, url, form, from }: HttpRequest): Promise<IncomingMessage> {
    const { gateway, key, userAgent, signal } = this.#options
    if (!isSafe(url) || (url.protocol === 'http:' && gateway.protocol !== 'http:')) {
      throw new AnswerError(`it leads to ${url.origin}, which is not encrypted`)
    }
    const body = form?.toString()
    const options = {
      method,
      signal,
      timeout: SILENCE_LIMIT_MS,
      headers: {
        accept: 'application/json',
        // The sizes and hashes of files are those of the bytes as they lie.
        'accept-encoding': 'identity',
        'user-agent': userAgent,
        ...(mayHaveKey(url, gateway) && {
          authorization: `Basic ${basic(key)}`,
        }),
        ...(from !== undefined && { range: `bytes=${from}-` }),
        ...(body !== undefined && {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        }),
      },
    }
    return new Promise((resolve, reject) => {
      const sent =
        url.protocol === 'https:'
          ? httpsRequest(url, { ...options, agent: this.#https }, resolve)
          : httpRequest(url, { ...options, agent: this.#http }, resolve)
      sent.on('timeout', () =>
        sent.destroy(new Error(`no answer for ${SILENCE_LIMIT_MS / 1000} s`)),
      )
      sent.on('error', (error) => reject(this.#broken(error)))
      sent.end(body)
    })
  }

  #broken(cause: unknown): unknown {
    const { signal } = this.#options
    if (signal.aborted) return signal.reason
    return new ConnectionError(reasonOf(cause), { cause })
  }
}

/** The credentials of basic authentication: the key as the user's name, and no password. */
function basic(key: string): string {
  return Buffer.from(`${key}:`).toString('base64')
}

/** Of several addresses that were tried, Node tells each one's error in a list. */
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0])
  return cause instanceof Error ? cause.message : String(cause)
}
