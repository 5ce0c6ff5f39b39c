import { Failure, type FailureDetail } from '../failure.ts'
import { AnswerError, ConnectionError, HttpError } from './http-error.ts'

/**
 * Turns what the API refuses, and what keeps it from answering, into a sentence for the user.
 *
 * @param where what was asked for: a request or a job's id
 */
export async function orFailure<T>(where: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const detail = detailOf(error)
    throw detail ? new Failure({ where, ...detail }, { cause: error }) : error
  }
}

const KEEPS = 'run it again later: what has been ordered and downloaded is kept'

function detailOf(error: unknown): FailureDetail | undefined {
  if (error instanceof HttpError) return refusal(error)
  if (error instanceof ConnectionError) {
    const what = `the server cannot be reached: ${error.message}`
    return { code: 'input', what, fix: KEEPS }
  }
  if (error instanceof AnswerError) {
    const what = `the server's answer is not as documented: ${error.message}`
    return { code: 'input', what, fix: 'report it' }
  }
  return undefined
}

/** By the vendor's name of an error where it gives one, else by the status. */
function refusal({ status, reason = '', message }: HttpError): FailureDetail {
  const found = message === '' ? `HTTP ${status}` : message
  const input = (what: string, fix: string): FailureDetail => ({ code: 'input', what, found, fix })
  if (status === 401) {
    const fix = 'set DATABENTO_API_KEY to a key of databento.com/portal/keys'
    return { code: 'usage', what: 'the API key is not accepted', fix }
  }
  if (status === 402 || /insufficient_funds|payment/.test(reason)) {
    return input('the account has insufficient funds', 'add credit at databento.com/portal/billing')
  }
  if (/symbol/.test(reason)) {
    return input(
      'the symbol is unknown there',
      'look the symbol up, and whether it was listed then',
    )
  }
  if (/available|unavailable_range/.test(reason)) {
    return input('the dates are not available', 'choose dates within the range it names')
  }
  if (status === 403) {
    return input('the account may not have this data', 'subscribe to it at databento.com/portal')
  }
  if (status === 404) {
    return input('there is no such thing in the account', 'check the name or the id')
  }
  if (status === 410) return input('it is no longer offered', 'order it again')
  if (status === 429) return input('the rate limit was exceeded for too long', KEEPS)
  if (status >= 500) return input('the server cannot answer', KEEPS)
  return input('the request was refused', 'check the symbol, dates and schemas')
}
