/** Metrics of the server in the Prometheus text exposition format 0.0.4. */

/** Upper bounds of the histogram buckets, seconds. */
const BUCKET_BOUNDS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1] as const

/** A cumulative histogram of durations. */
class Histogram {
  readonly #counts = new Float64Array(BUCKET_BOUNDS_S.length)
  #count = 0
  #sum = 0

  observe(milliseconds: number): void {
    const seconds = milliseconds / 1000
    for (
      let index = BUCKET_BOUNDS_S.length - 1;
      index >= 0 && seconds <= BUCKET_BOUNDS_S[index];
      index--
    ) {
      this.#counts[index]++
    }
    this.#count++
    this.#sum += seconds
  }

  lines(name: string): string[] {
    return [
      ...BUCKET_BOUNDS_S.map(
        (bound, index) => `${name}_bucket{le="${bound}"} ${this.#counts[index]}`,
      ),
      `${name}_bucket{le="+Inf"} ${this.#count}`,
      `${name}_sum ${this.#sum}`,
      `${name}_count ${this.#count}`,
    ]
  }
}

/** Values at the time of the request. */
export interface ServerGauges {
  readonly clients: number
  readonly openDays: number
  readonly cachedBytes: number
  readonly residentBytes: number
}

export class Metrics {
  readonly #lateness = new Histogram()
  readonly #encoding = new Histogram()
  readonly #answers = new Map<string, number>()
  #batches = 0
  #bytes = 0
  #dropped = 0
  #droppedConnections = 0

  /** @param milliseconds time taken to encode and frame a second */
  encoded(milliseconds: number): void {
    this.#encoding.observe(milliseconds)
  }

  /** @param lateness milliseconds from a batch's deadline until it was written to the socket */
  delivered(lateness: number): void {
    this.#lateness.observe(lateness)
  }

  sent(bytes: number): void {
    this.#batches++
    this.#bytes += bytes
  }

  dropped(batches: number): void {
    this.#dropped += batches
  }

  /** A connection was closed to make room for another. */
  connectionDropped(): void {
    this.#droppedConnections++
  }

  /** @param route a route of the server, never client input */
  answered(route: string, status: number): void {
    const labels = `route="${route}",status="${status}"`
    this.#answers.set(labels, (this.#answers.get(labels) ?? 0) + 1)
  }

  format({ clients, openDays, cachedBytes, residentBytes }: ServerGauges): string {
    const family = (name: string, type: string, help: string, lines: readonly string[]) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...lines,
    ]
    const single = (name: string, type: string, help: string, value: number) =>
      family(name, type, help, [`${name} ${value}`])
    const lines = [
      ...single('spymaster_clients', 'gauge', 'Open streams.', clients),
      ...single('spymaster_open_days', 'gauge', 'Open days.', openDays),
      ...single('spymaster_cached_bytes', 'gauge', 'Bytes of cached seconds.', cachedBytes),
      ...single('spymaster_batches_sent_total', 'counter', 'Batches sent.', this.#batches),
      ...single('spymaster_bytes_sent_total', 'counter', 'Bytes of batches sent.', this.#bytes),
      ...single(
        'spymaster_batches_dropped_total',
        'counter',
        'Batches dropped because a client or the server was too slow.',
        this.#dropped,
      ),
      ...single(
        'spymaster_connections_dropped_total',
        'counter',
        'Connections that were no streams, closed to make room for others.',
        this.#droppedConnections,
      ),
      ...family(
        'spymaster_lateness_seconds',
        'histogram',
        'Time from the deadline of a batch until it was written.',
        this.#lateness.lines('spymaster_lateness_seconds'),
      ),
      ...family(
        'spymaster_encoding_seconds',
        'histogram',
        'Time to encode and frame a second.',
        this.#encoding.lines('spymaster_encoding_seconds'),
      ),
      ...family(
        'spymaster_answers_total',
        'counter',
        'HTTP responses, including upgrades to a stream.',
        Array.from(
          this.#answers,
          ([labels, count]) => `spymaster_answers_total{${labels}} ${count}`,
        ),
      ),
      ...single('process_resident_memory_bytes', 'gauge', 'Resident memory.', residentBytes),
    ]
    return `${lines.join('\n')}\n`
  }
}
