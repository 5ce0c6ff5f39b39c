/**
 * How long a year takes on many workers, what it costs and what it asks of S3: `node
 * bench/makespan.ts`. A discrete simulation of the plan's graph with job times that were measured;
 * docs/scale.md has its table and what it leaves out.
 */

const TRADING_DAYS = 252
const ROOTS = 4
/** Records of a root's day: futures, and options. */
const RECORDS = { futures: 7.7e6, options: 45e6 } as const

/** Starting a job's process and loading the program, seconds; measured on a quiet machine. */
const START_S = 0.6
/**
 * Seconds of a root's day on one core. Measured by `npm run bench` with 7.7 million records on two
 * cores, of which a stage keeps 1.4 busy; options scaled to 45 million.
 */
const STAGES = [
  { name: 'ingest futures', needs: [], seconds: 5.6, records: RECORDS.futures },
  { name: 'ingest options', needs: [], seconds: 13.4, records: RECORDS.options },
  { name: 'futures-book', needs: ['ingest futures'], seconds: 7.3, records: RECORDS.futures },
  { name: 'session-levels', needs: ['futures-book'], seconds: 0.4, records: 0 },
  { name: 'open-interest', needs: ['ingest options'], seconds: 0.2, records: 0 },
  {
    name: 'gamma-exposure',
    needs: ['futures-book', 'open-interest'],
    seconds: 16.7,
    records: RECORDS.options,
  },
  { name: 'calibration', needs: ['futures-book'], seconds: 2.4, records: 0 },
  { name: 'futures-physics', needs: ['calibration'], seconds: 4.9, records: 0 },
] as const
/** Of the day before, too. */
const NEED_DAY_BEFORE: readonly string[] = ['session-levels', 'calibration']
/** What stages read and write that touch no bronze. */
const SMALL_BYTES = 20e6

/** Bytes of Parquet a record of bronze. */
const BYTES_PER_RECORD = 14
/** Requests of a commit and of a job's reading of manifests, leases and records of runs. */
const REQUESTS_PER_JOB = { put: 9, get: 25 } as const
/** One range request fetches so much at most. */
const RANGE_BYTES = 8 << 20
const PART_BYTES = 16 << 20
const REQUEST_S = 0.02
/** Of one worker's network, bytes a second. */
const BANDWIDTH = 100e6
/** Prices of us-east-1, US dollars, as AWS lists them: requests, and a vCPU-hour on demand. */
const PUT_PRICE = 0.005 / 1000
const GET_PRICE = 0.0004 / 1000
const CORE_HOUR = 0.048
/** What S3 documents for one prefix: writes and reads a second. */
const S3_LIMIT = { put: 3500, get: 5500 } as const

interface Job {
  readonly seconds: number
  readonly needs: readonly number[]
  readonly puts: number
  readonly gets: number
}

/** The jobs of some years, each after those that it needs. */
export function jobsOf(years: number): Job[] {
  const jobs: Job[] = []
  const before = new Map<number, number>()
  for (let day = 0; day < TRADING_DAYS * years; day++) {
    for (let root = 0; root < ROOTS; root++) {
      const ids = new Map<string, number>()
      for (const { name, needs, seconds, records } of STAGES) {
        const bytes = records > 0 ? records * BYTES_PER_RECORD : SMALL_BYTES
        const puts = REQUESTS_PER_JOB.put + Math.ceil(bytes / PART_BYTES)
        const gets = REQUESTS_PER_JOB.get + Math.ceil(bytes / RANGE_BYTES)
        const waits = (REQUESTS_PER_JOB.put + REQUESTS_PER_JOB.get) * REQUEST_S
        const needed: number[] = needs.flatMap((need) => ids.get(need) ?? [])
        const prior = before.get(root)
        if (NEED_DAY_BEFORE.includes(name) && prior !== undefined) needed.push(prior)
        ids.set(name, jobs.length)
        const total = START_S + seconds + bytes / BANDWIDTH + waits
        jobs.push({ seconds: total, needs: needed, puts, gets })
      }
      before.set(root, ids.get('futures-book') ?? -1)
    }
  }
  return jobs
}

/** Seconds until the last job is done: each worker takes the first job that is ready. */
export function makespan(jobs: readonly Job[], workers: number): number {
  const waitsFor = jobs.map(({ needs }) => needs.length)
  const dependents: number[][] = jobs.map(() => [])
  for (const [id, { needs }] of jobs.entries()) for (const need of needs) dependents[need].push(id)
  const ready = jobs.flatMap((_, id) => (waitsFor[id] === 0 ? [id] : []))
  let next = 0
  const running: { id: number; end: number }[] = []
  let now = 0
  for (let done = 0; done < jobs.length; done++) {
    while (running.length < workers && next < ready.length) {
      const id = ready[next++]
      push(running, { id, end: now + jobs[id].seconds })
    }
    const { id, end } = pop(running)
    now = end
    for (const dependent of dependents[id]) if (--waitsFor[dependent] === 0) ready.push(dependent)
  }
  return now
}

/** A binary heap by end. */
function push(heap: { id: number; end: number }[], item: { id: number; end: number }): void {
  heap.push(item)
  for (let at = heap.length - 1; at > 0; ) {
    const above = (at - 1) >> 1
    if (heap[above].end <= heap[at].end) return
    ;[heap[above], heap[at]] = [heap[at], heap[above]]
    at = above
  }
}

function pop(heap: { id: number; end: number }[]): { id: number; end: number } {
  const [first] = heap
  const last = heap.pop()
  if (heap.length === 0 || last === undefined) return first
  heap[0] = last
  for (let at = 0; ; ) {
    const left = 2 * at + 1
    if (left >= heap.length) return first
    const least = left + 1 < heap.length && heap[left + 1].end < heap[left].end ? left + 1 : left
    if (heap[at].end <= heap[least].end) return first
    ;[heap[at], heap[least]] = [heap[least], heap[at]]
    at = least
  }
}

function row(years: number, workers: number): string {
  const jobs = jobsOf(years)
  const seconds = makespan(jobs, workers)
  const work = jobs.reduce((sum, job) => sum + job.seconds, 0)
  const puts = jobs.reduce((sum, job) => sum + job.puts, 0)
  const gets = jobs.reduce((sum, job) => sum + job.gets, 0)
  const requests = puts * PUT_PRICE + gets * GET_PRICE
  const cores = (workers * seconds * CORE_HOUR) / 3600
  const cells = [
    years,
    workers,
    (seconds / 3600).toFixed(seconds < 36_000 ? 2 : 1),
    `${Math.round((100 * work) / (workers * seconds))} %`,
    `$${cores.toFixed(1)}`,
    `$${requests.toFixed(1)}`,
    `${(puts / seconds).toFixed(1)} of ${S3_LIMIT.put}`,
    `${(gets / seconds).toFixed(1)} of ${S3_LIMIT.get}`,
  ]
  return `| ${cells.join(' | ')} |`
}

if (import.meta.main) {
  const head = ['years', 'workers', 'hours', 'busy', 'cores', 'requests', 'PUT/s', 'GET/s']
  const lines = [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`]
  for (const years of [1, 5]) {
    for (const workers of [1, 10, 50, 100, 200, 500]) lines.push(row(years, workers))
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}
