import { AnswerFields } from './answer-fields.ts'
import { AnswerError } from './http-error.ts'

/** A file of a finished job. */
export interface JobFile {
  readonly name: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly url: URL
}

/**
 * Reads an entry of `batch.list_files`. The name becomes a path, so that it can only be a plain one.
 *
 * @throws AnswerError
 */
export function parseJobFile(value: unknown): JobFile {
  const fields = new AnswerFields('the file', value)
  const name = fields.text('filename')
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(name) || /\.part$/i.test(name)) {
    throw new AnswerError(`the file name ${JSON.stringify(name)} is not a plain one`)
  }
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(fields.text('hash'))?.[1]
  if (sha256 === undefined) throw new AnswerError(`the hash of ${name} is not a SHA-256`)
  const https = new AnswerFields(`the list of addresses of ${name}`, fields.value('urls')).text(
    'https',
  )
  if (!URL.canParse(https)) throw new AnswerError(`the address of ${name} is not a URL`)
  return { name, bytes: fields.count('size'), sha256, url: new URL(https) }
}
