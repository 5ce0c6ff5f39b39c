import { asAmount, asCount, asList } from './answer-fields.ts'
import { orFailure } from './api-failure.ts'
import { type DayCondition, parseCondition } from './condition.ts'
import { type DataRequest, formatRequest } from './data-request.ts'
import type { HttpClient, HttpRequest } from './http-client.ts'
import { AnswerError } from './http-error.ts'
import { type Job, jobForm, parseJob } from './job.ts'
import { type JobFile, parseJobFile } from './job-file.ts'
import { type RetryContext, withRetries } from './retry.ts'

/**
 * Databento's historical HTTP API, version 0: the calls that fetching needs. Paths, parameters and
 * answers are those of its documentation (databento.com/docs/api-historical) and of its Python
 * client, 0.88.
 *
 * @throws Failure of each call but `submitJob`, once it has been repeated for a while
 */
export class HistoricalApi {
  readonly #http: HttpClient
  readonly #gateway: URL
  readonly #retries: RetryContext

  constructor(http: HttpClient, gateway: URL, retries: RetryContext) {
    this.#http = http
    this.#gateway = gateway
    this.#retries = retries
  }

  /** What a request costs, in US dollars. */
  async getCost(request: DataRequest): Promise<number> {
    return this.#metadata('get_cost', request, (answer) => asAmount('the cost', answer))
  }

  /** Bytes that are billed: of the records, uncompressed. */
  async getBillableSize(request: DataRequest): Promise<number> {
    return this.#metadata('get_billable_size', request, (answer) => asCount('the size', answer))
  }

  async getRecordCount(request: DataRequest): Promise<number> {
    return this.#metadata('get_record_count', request, (answer) => asCount('the count', answer))
  }

  /** The conditions of a dataset's UTC dates, both ends included. */
  async getDatasetCondition(dataset: string, first: string, last: string): Promise<DayCondition[]> {
    const query = { dataset, start_date: first, end_date: last }
    return this.#get('metadata.get_dataset_condition', query, dataset, (answer) =>
      asList('the conditions', answer).map(parseCondition),
    )
  }

  /** The account's jobs that have not expired. */
  async listJobs(): Promise<Job[]> {
    const query = { states: 'queued,processing,done' }
    return this.#get('batch.list_jobs', query, 'jobs', (answer) =>
      asList('the list of jobs', answer).map(parseJob),
    )
  }

  async getJob(id: string): Promise<Job> {
    return this.#get('batch.get_job_details', { job_id: id }, id, parseJob)
  }

  async listFiles(id: string): Promise<JobFile[]> {
    return this.#get('batch.list_files', { job_id: id }, id, (answer) =>
      asList('the list of files', answer).map(parseJobFile),
    )
  }

  /**
   * Buys data. Never repeated by itself: an attempt that seems to fail may have been taken.
   *
   * @throws HttpError, ConnectionError or AnswerError
   */
  async submitJob(request: DataRequest): Promise<Job> {
    const form = jobForm(request)
    return parseJob(await this.#json({ method: 'POST', url: this.#url('batch.submit_job'), form }))
  }

  #metadata<T>(name: string, request: DataRequest, parse: (answer: unknown) => T): Promise<T> {
    const { dataset, symbol, schema, start, end, symbolType } = request
    const form = new URLSearchParams({
      dataset,
      symbols: symbol,
      schema,
      start,
      end,
      stype_in: symbolType,
    })
    const url = this.#url(`metadata.${name}`)
    return this.#repeated({ method: 'POST', url, form }, formatRequest(request), parse)
  }

  #get<T>(
    name: string,
    query: Readonly<Record<string, string>>,
    where: string,
    parse: (answer: unknown) => T,
  ): Promise<T> {
    const url = this.#url(name)
    url.search = new URLSearchParams(query).toString()
    return this.#repeated({ method: 'GET', url }, where, parse)
  }

  /** @param where of an error */
  #repeated<T>(request: HttpRequest, where: string, parse: (answer: unknown) => T): Promise<T> {
    return orFailure(
      where,
      withRetries(this.#retries, async () => parse(await this.#json(request))),
    )
  }

  #url(name: string): URL {
    return new URL(`${this.#gateway.pathname.replace(/\/$/, '')}/v0/${name}`, this.#gateway)
  }

  async #json(request: HttpRequest): Promise<unknown> {
    const text = await this.#http.text(request)
    try {
      return JSON.parse(text)
    } catch {
      throw new AnswerError('the answer is not JSON')
    }
  }
}
