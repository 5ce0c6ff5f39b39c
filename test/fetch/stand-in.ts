import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A day's file of one schema and symbol, as the vendor has it. */
export interface VendorFile {
  readonly schema: string
  readonly symbol: string
  /** UTC date. */
  readonly date: string
  readonly bytes: Buffer
}

/** How an answer is spoiled. */
export type Fault =
  | { readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** The work is done, but the answer never comes. */
  | 'lost'
  /** The connection breaks after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** As many bytes as said, but not the file's. */
  | 'damaged'
  /** The Range header is not understood. */
  | 'without-range'

export interface StandInOptions {
  readonly key: string
  readonly files: readonly VendorFile[]
  readonly conditions?: Readonly<Record<string, string>>
  /** US dollars a byte. */
  readonly price?: number
  /** How often a job is asked for until it is done. */
  readonly polls?: number
  /** A certificate makes it speak TLS, as the vendor's own client insists on. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** What a request looked like. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
}

interface StoredJob {
  readonly details: Record<string, unknown>
  readonly files: readonly (readonly [name: string, bytes: Buffer])[]
  polls: number
}

/** A server on this machine that answers as Databento's historical API, of files in memory. */
export class StandIn {
  readonly seen: Seen[] = []
  readonly jobs = new Map<string, StoredJob>()
  readonly #options: StandInOptions
  readonly #faults = new Map<string, Fault[]>()
  readonly #server
  #expired = new Set<string>()

  private constructor(options: StandInOptions) {
    this.#options = options
    const listener = (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch(() => response.destroy())
    }
    const { tls } = options
    this.#server = tls ? createTlsServer({ ...tls }, listener) : createServer(listener)
  }

  static async start(options: StandInOptions): Promise<StandIn> {
    const standIn = new StandIn(options)
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve))
    return standIn
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `${this.#options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Spoils the next answers of a path, "batch.submit_job" or a file's name, one after another. */
  spoil(name: string, ...faults: readonly Fault[]): void {
    this.#faults.set(name, [...(this.#faults.get(name) ?? []), ...faults])
  }

  expire(id: string): void {
    this.#expired.add(id)
  }

  /** How often a path was asked for. */
  asked(name: string): number {
    return this.seen.filter(({ path }) => path.endsWith(name)).length
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url)
    const { method = '' } = request
    const form = new URLSearchParams(await text(request))
    const query = method === 'POST' ? form : url.searchParams
    const path = url.pathname
    this.seen.push({ method, path, query, headers: request.headers })
    const name = path.slice(path.lastIndexOf('/') + 1)
    const fault = this.#faults.get(name)?.shift()
    if (typeof fault === 'object' && 'status' in fault) {
      response.writeHead(fault.status, fault.retryAfter ? { 'retry-after': fault.retryAfter } : {})
      response.end(fault.body ?? '{"detail":"spoiled"}')
      return
    }
    const { key } = this.#options
    const expected = `Basic ${Buffer.from(`${key}:`).toString('base64')}`
    if (request.headers.authorization !== expected) {
      const sent = Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString()
      return this.#refuse(response, 401, 'auth_authentication_failed', `${sent} is unknown`)
    }
    if (path.startsWith('/v0/batch/download/')) {
      return this.#sendFile(path, request, response, fault)
    }
    const body = this.#call(`${method} ${path}`, query, response)
    if (fault === 'lost') response.destroy()
    else if (body !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
  }

  #call(call: string, query: URLSearchParams, response: ServerResponse): unknown {
    const text = (name: string) => query.get(name) ?? ''
    const id = text('job_id')
    const job = this.jobs.get(id)
    switch (call) {
      case 'POST /v0/metadata.get_cost':
      case 'POST /v0/metadata.get_billable_size':
      case 'POST /v0/metadata.get_record_count': {
        const files = this.#chosen(query, response)
        if (!files) return undefined
        const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
        if (call.endsWith('get_cost')) return bytes * (this.#options.price ?? 1e-6)
        return call.endsWith('get_billable_size') ? bytes : Math.ceil(bytes / 56)
      }
      case 'GET /v0/metadata.get_dataset_condition':
        return daysFrom(text('start_date'), text('end_date')).map((date) => ({
          date,
          condition: this.#options.conditions?.[date] ?? 'available',
          last_modified_date: '2026-01-20',
        }))
      case 'POST /v0/batch.submit_job':
        return this.#submit(query, response)
      case 'GET /v0/batch.list_jobs':
        return [...this.jobs.values()]
          .filter(({ details }) => text('states').includes(this.#stateOf(String(details.id))))
          .map(({ details }) => ({ ...details, state: this.#stateOf(String(details.id)) }))
      case 'GET /v0/batch.get_job_details':
        if (!job) return this.#refuse(response, 404, 'batch_job_not_found', `no job ${id}`)
        job.polls++
        return { ...job.details, state: this.#stateOf(id) }
      case 'GET /v0/batch.list_files':
        if (!job) return this.#refuse(response, 404, 'batch_job_not_found', `no job ${id}`)
        return job.files.map(([filename, bytes]) => ({
          filename,
          size: bytes.length,
          hash: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
          urls: {
            https: `${this.url}/v0/batch/download/NBPDLF33/${id}/${filename}`,
            ftp: `ftp://ftp.databento.com/NBPDLF33/${id}/${filename}`,
          },
        }))
      default:
        return this.#refuse(response, 404, 'not_found', call)
    }
  }

  #stateOf(id: string): string {
    if (this.#expired.has(id)) return 'expired'
    return (this.jobs.get(id)?.polls ?? 0) > (this.#options.polls ?? 0) ? 'done' : 'processing'
  }

  /** The files of a request; undefined where it was refused. */
  #chosen(query: URLSearchParams, response: ServerResponse): VendorFile[] | undefined {
    const { files } = this.#options
    const symbols = (query.get('symbols') ?? '').split(',')
    if (!symbols.every((symbol) => files.some((file) => file.symbol === symbol))) {
      const message = `None of the symbols could be resolved.`
      return this.#refuse(response, 422, 'symbology_invalid_request', message)
    }
    const [start, end] = ['start', 'end'].map((name) => (query.get(name) ?? '').slice(0, 10))
    const last =
      files
        .map(({ date }) => date)
        .sort()
        .at(-1) ?? ''
    if (start > last) {
      const message = `The dataset GLBX.MDP3 has data available up to '${last}'.`
      return this.#refuse(response, 422, 'data_end_after_available_end', message)
    }
    return files.filter(
      ({ schema, symbol, date }) =>
        schema === query.get('schema') && symbols.includes(symbol) && start <= date && date < end,
    )
  }

  #submit(query: URLSearchParams, response: ServerResponse): unknown {
    const chosen = this.#chosen(query, response)
    if (!chosen) return undefined
    const id = `GLBX-20260107-${String(this.jobs.size + 1).padStart(10, 'A')}`
    const field = (name: string) => query.get(name)
    const midnight = (name: string) => `${field(name)?.slice(0, 10)}T00:00:00.000000000Z`
    const details = {
      id,
      user_id: 'NBPDLF33',
      api_key: 'prod-001',
      cost_usd: null,
      dataset: field('dataset'),
      symbols: field('symbols'),
      stype_in: field('stype_in'),
      stype_out: field('stype_out'),
      schema: field('schema'),
      start: midnight('start'),
      end: midnight('end'),
      limit: null,
      encoding: field('encoding'),
      compression: field('compression'),
      pretty_px: /true/i.test(field('pretty_px') ?? ''),
      pretty_ts: /true/i.test(field('pretty_ts') ?? ''),
      map_symbols: /true/i.test(field('map_symbols') ?? ''),
      split_symbols: /true/i.test(field('split_symbols') ?? ''),
      split_duration: field('split_duration'),
      split_size: null,
      delivery: field('delivery'),
      ts_received: '2026-01-07T14:00:00.000000000Z',
    }
    const files = chosen.map(({ schema, date, bytes }): [string, Buffer] => [
      `glbx-mdp3-${date.replaceAll('-', '')}.${schema}.dbn.zst`,
      bytes,
    ])
    const metadata = Buffer.from(JSON.stringify({ version: 1, job_id: id, query: details }))
    this.jobs.set(id, { details, files: [['metadata.json', metadata], ...files], polls: 0 })
    return { ...details, state: 'queued' }
  }

  #sendFile(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    fault: Fault | undefined,
  ): void {
    const [id = '', name] = path.split('/').slice(-2)
    const whole = this.jobs.get(id)?.files.find(([each]) => each === name)?.[1]
    if (!whole || this.#expired.has(id)) {
      this.#refuse(response, 404, 'batch_file_not_found', `no file ${name}`)
      return
    }
    const range = /^bytes=(\d+)-/.exec(request.headers.range ?? '')
    const from = range && fault !== 'without-range' ? Number(range[1]) : 0
    const sent = whole.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': sent.length,
      ...(from > 0 && { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` }),
    })
    if (fault === 'damaged') response.end(Buffer.alloc(sent.length, 7))
    else if (typeof fault === 'object' && 'cutAfter' in fault) {
      response.write(sent.subarray(0, fault.cutAfter), () => response.destroy())
    } else response.end(sent)
  }

  #refuse(response: ServerResponse, status: number, reason: string, message: string): undefined {
    const detail = {
      case: reason,
      message,
      status_code: status,
      docs: 'https://databento.com/docs',
    }
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ detail }))
    return undefined
  }
}

function daysFrom(first: string, last: string): string[] {
  const days: string[] = []
  for (let time = Date.parse(first); time <= Date.parse(last); time += 86_400_000) {
    days.push(new Date(time).toISOString().slice(0, 10))
  }
  return days
}
