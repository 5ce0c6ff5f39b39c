import { Failure, type FailureDetail } from '../failure.ts'

/** An expression that is no signal. */
export function signalFailure(what: string, detail: Partial<FailureDetail> = {}): Failure {
  return new Failure({ code: 'usage', what, ...detail })
}
