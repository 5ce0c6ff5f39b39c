import { Failure } from '../../../failure.ts'

/** Where a store's objects lie. */
export interface S3Location {
  readonly bucket: string
  /** Prefix of all keys: empty, or ends with a slash. */
  readonly prefix: string
}

/** Whether a lake's location is a bucket instead of a folder. */
export function isS3Url(root: string): boolean {
  return /^s3:\/\//i.test(root)
}

/**
 * Parses `s3://bucket/prefix`.
 *
 * @throws Failure `usage` if it has no bucket
 */
export function parseS3Url(url: string): S3Location {
  const [, bucket, rest = ''] = /^s3:\/\/([^/]+)\/*(.*)$/i.exec(url) ?? []
  if (bucket === undefined)
    throw new Failure({
      code: 'usage',
      what: 'that names no bucket',
      expected: 's3://bucket or s3://bucket/prefix',
      found: JSON.stringify(url),
    })
  const prefix = rest.replace(/\/+$/, '')
  return { bucket, prefix: prefix && `${prefix}/` }
}
