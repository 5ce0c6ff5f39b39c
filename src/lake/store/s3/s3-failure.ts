import { Failure } from '../../../failure.ts'

/** What the program asks of an S3 error. */
interface S3Error {
  /** "NoSuchKey", "SlowDown", "TimeoutError". */
  readonly name: string
  readonly message: string
  /** HTTP status; undefined where the server did not answer. */
  readonly status: number | undefined
  /** Requests that were sent, the first and its repetitions. */
  readonly attempts: number
}

/** Reads the fields of an error that the SDK has thrown. */
export function s3Error(error: unknown): S3Error {
  const { name, message, $metadata } = error as Error & {
    $metadata?: { httpStatusCode?: number; attempts?: number }
  }
  return { name, message, status: $metadata?.httpStatusCode, attempts: $metadata?.attempts ?? 1 }
}

/** Whether an error says that there is no such object. */
export function isMissing(error: unknown): boolean {
  const { name, status } = s3Error(error)
  return status === 404 && name !== 'NoSuchBucket'
}

/** Whether a condition of a request did not hold. */
export function isConditionFailure(error: unknown): boolean {
  const { status } = s3Error(error)
  // 404 answers If-Match where there is no object.
  return status === 412 || isMissing(error)
}

/** Whether another conditional write of the same object was under way. */
export function isConflict(error: unknown): boolean {
  return s3Error(error).status === 409
}

/** What is said of errors, and what to do. */
const REASONS: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  NoSuchBucket: ['there is no such bucket', 'create it, or name another in --lake'],
  CredentialsProviderError: [
    'no credentials for S3 were found',
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
  ],
  InvalidAccessKeyId: ['the access key is unknown', 'check AWS_ACCESS_KEY_ID'],
  SignatureDoesNotMatch: ['the secret key is wrong', 'check AWS_SECRET_ACCESS_KEY'],
  AccessDenied: ['access is denied', 'check the permissions of the key'],
  PermanentRedirect: ['the bucket is in another region', 'set AWS_REGION to its region'],
  InvalidRange: ['the object is shorter than it was', 'run it again'],
}

/** The Failure for an error of the S3 server or of the way to it. */
export function s3Failure(error: unknown, url: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error
  if (error.name === 'AbortError') return error
  const { name, message, status } = s3Error(error)
  const isRegion = message.includes('Region is missing')
  const [what, fix] = isRegion
    ? ['no region is set', 'set AWS_REGION']
    : (REASONS[name] ?? [
        `S3 says: ${message || name}${status === undefined ? '' : ` (HTTP ${status})`}`,
        'check --endpoint and the server, and run it again',
      ])
  // Objects that cannot be read for such a reason are not damaged: see isSystemError.
  const cause = Object.assign(new Error(message, { cause: error }), { code: `S3_${name}` })
  return new Failure({ code: 'input', what, where: url, fix }, { cause })
}
