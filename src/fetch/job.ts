import { AnswerFields } from './answer-fields.ts'
import type { DataRequest } from './data-request.ts'
import { AnswerError } from './http-error.ts'

/** A batch job as the API describes it. */
export interface Job {
  readonly id: string
  /** `queued`, `processing`, `done` or `expired`. */
  readonly state: string
  readonly dataset: string
  /** UTC dates of its range, the last one excluded; undefined where it is not of whole days. */
  readonly start: string | undefined
  readonly end: string | undefined
  /** All of the answer: what else it was asked for. */
  readonly parameters: AnswerFields
}

/** Whether a text may be a job's id, "GLBX-20260107-5DEFXVTMSM"; it becomes a folder's name. */
export function isJobId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text)
}

/**
 * Reads a job from the API's answer.
 *
 * @throws AnswerError
 */
export function parseJob(value: unknown): Job {
  const fields = new AnswerFields('the job', value)
  const id = fields.text('id')
  if (!isJobId(id)) throw new AnswerError(`the job's id ${JSON.stringify(id)} is not a plain one`)
  return {
    id,
    state: fields.text('state'),
    dataset: fields.text('dataset'),
    start: midnight(fields.optionalText('start')),
    end: midnight(fields.optionalText('end')),
    parameters: fields,
  }
}

/** What every job of ours asks for: a file a day, of all instruments. */
const PARAMETERS: Readonly<Record<string, string | boolean>> = {
  stype_out: 'instrument_id',
  encoding: 'dbn',
  compression: 'zstd',
  split_symbols: false,
  split_duration: 'day',
}

/** The form of `batch.submit_job`. */
export function jobForm(request: DataRequest): URLSearchParams {
  const form = new URLSearchParams({
    dataset: request.dataset,
    start: request.start,
    end: request.end,
    symbols: request.symbol,
    schema: request.schema,
    stype_in: request.symbolType,
    delivery: 'download',
  })
  for (const [name, value] of Object.entries(PARAMETERS)) form.set(name, String(value))
  return form
}

/** Whether a job delivers, or will deliver, precisely what a request asks for. */
export function delivers(job: Job, request: DataRequest): boolean {
  const { dataset, state, start, end, parameters } = job
  const symbols = parameters.value('symbols')
  return (
    ['queued', 'processing', 'done'].includes(state) &&
    dataset === request.dataset &&
    start === request.start &&
    end === request.end &&
    (Array.isArray(symbols) ? symbols.join(',') : symbols) === request.symbol &&
    parameters.value('schema') === request.schema &&
    parameters.value('stype_in') === request.symbolType &&
    (parameters.value('limit') ?? null) === null &&
    (parameters.value('split_size') ?? null) === null &&
    Object.entries(PARAMETERS).every(([name, value]) => parameters.value(name) === value)
  )
}

/** The date of "2022-10-24T00:00:00.000000000Z"; undefined for a time within a day. */
function midnight(text: string | undefined): string | undefined {
  return /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?$/.exec(text ?? '')?.[1]
}
