import { type Clock, systemClock } from '../clock.ts'
import { formatRequest } from '../fetch/data-request.ts'
import type { Estimate } from '../fetch/estimate.ts'
import type { FetchEvent } from '../fetch/fetch-job.ts'
import { formatCost } from '../fetch/pricing.ts'
import { bytes, count, formatColumns } from './columns.ts'

/** The estimate as a table: a line a request, and the sum. */
export function formatEstimate({ requests, cost, degraded }: Estimate): string {
  const rows = requests.map(({ request, records, bytes: size, cost: price, job }) => [
    formatRequest(request),
    count(records),
    bytes(size),
    job ? `ordered: ${job.id}` : formatCost(price),
  ])
  const header = ['request', 'records', 'size', 'cost']
  const table = formatColumns(rows, header, (column) => column > 0)
  const notes = degraded.map(({ date, condition }) => `note: ${date} is ${condition}`)
  return [table, `total: ${formatCost(cost)}`, ...notes].join('\n')
}

/** The estimate for programs. */
export function estimateJson({ requests, cost, degraded }: Estimate) {
  return {
    costUsd: cost,
    requests: requests.map(({ request, records, bytes: size, cost: price, job }) => ({
      ...request,
      records,
      bytes: size,
      costUsd: price,
      job: job?.id ?? null,
    })),
    degraded: degraded.map(({ date }) => date),
  }
}

const REDRAW_MS = 100

/** Shows a download on stderr: a line a file, and on a terminal how far it is. */
export class FetchView {
  readonly #line: (text: string) => void
  readonly #out: NodeJS.WriteStream
  readonly #hasBar: boolean
  readonly #clock: Clock
  #drawnMs = Number.NEGATIVE_INFINITY
  #hasDrawn = false

  /** @param line prints a line to stderr */
  constructor(
    { quiet, line }: { quiet: boolean; line: (text: string) => void },
    out: NodeJS.WriteStream = process.stderr,
    clock: Clock = systemClock,
  ) {
    this.#line = quiet ? () => {} : line
    this.#out = out
    this.#clock = clock
    this.#hasBar = !quiet && out.isTTY === true && !process.env.CI && process.env.TERM !== 'dumb'
  }

  readonly report = (event: FetchEvent): void => {
    if (event.type === 'progress') this.#bar(event)
    else this.line(eventText(event))
  }

  line(text: string): void {
    this.end()
    this.#line(text)
  }

  /** Clears the bar. */
  end(): void {
    if (this.#hasDrawn) this.#out.write('\r\x1b[2K')
    this.#hasDrawn = false
  }

  #bar({ file, bytes: done }: FetchEvent & { type: 'progress' }): void {
    const now = this.#clock.now()
    if (!this.#hasBar || now - this.#drawnMs < REDRAW_MS) return
    this.#drawnMs = now
    this.#hasDrawn = true
    const width = Math.max(20, (this.#out.columns ?? 80) - 1)
    const text = `${file.name}  ${bytes(done)} of ${bytes(file.bytes)}`
    this.#out.write(`\r\x1b[2K${text.slice(0, width)}`)
  }
}

function eventText(event: Exclude<FetchEvent, { type: 'progress' }>): string {
  switch (event.type) {
    case 'waiting':
      return `${event.job.id} is ${event.job.state}`
    case 'retry': {
      const { error, delayMs } = event
      return `trying again in ${Math.ceil(delayMs / 1000)} s: ${error.message || error.name}`
    }
    case 'file': {
      const size = bytes(event.file.bytes)
      return event.isNew ? `${event.path}: ${size}` : `${event.path} is there already`
    }
    case 'degraded':
      return `note: ${event.condition.date} is degraded: records may be missing`
  }
}
