import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { sha256OfFile } from '../files/file-hash.ts'
import { fileInfo } from '../files/user-files.ts'
import type { HttpClient } from './http-client.ts'
import { AnswerError, ConnectionError, HttpError } from './http-error.ts'
import type { JobFile } from './job-file.ts'
import { PartialFile } from './partial-file.ts'
import { type RetryContext, withRetries } from './retry.ts'

export interface Download extends RetryContext {
  readonly http: Pick<HttpClient, 'open' | 'bytesOf'>
  /** Told of the bytes that are there, now and then. */
  readonly onProgress: (bytes: number) => void
}

/**
 * Downloads a file into a folder: from where an earlier run stopped, again after a broken connection,
 * and under its name only once its size and hash are right.
 *
 * @returns false where the file was there already
 * @throws Failure `input` where the hash is wrong after a second download too, or another file has
 *   its name
 */
export async function downloadFile(
  file: JobFile,
  folder: string,
  download: Download,
): Promise<boolean> {
  const path = join(folder, file.name)
  if (await isThere(file, path)) return false
  const part = await PartialFile.open(path, download.signal)
  try {
    const wasResumed = part.bytes > 0
    await receive(file, part, download)
    if (part.sha256 !== file.sha256 && wasResumed) {
      // What an earlier run left was damaged, or of another file.
      await part.restart()
      await receive(file, part, download)
    }
  } catch (error) {
    await part.leave()
    throw error
  }
  const { sha256 } = part
  if (sha256 === file.sha256) {
    await part.finish()
    return true
  }
  await part.remove()
  throw new Failure({
    code: 'input',
    what: 'the downloaded file has another hash than the vendor says, and was removed',
    where: path,
    expected: `SHA-256 ${file.sha256}`,
    found: sha256,
    fix: 'run it again',
  })
}

async function isThere({ bytes, sha256 }: JobFile, path: string): Promise<boolean> {
  const info = await fileInfo(path)
  if (!info) return false
  if (info.kind === 'file' && info.bytes === bytes && (await sha256OfFile(path)) === sha256) {
    return true
  }
  throw new Failure({
    code: 'input',
    what: "there is another file of that name, which is not the job's",
    where: path,
    fix: 'move it away and run it again',
  })
}

/** Downloads what is missing until the file has its size. */
async function receive(file: JobFile, part: PartialFile, download: Download): Promise<void> {
  if (part.bytes > file.bytes) await part.restart()
  download.onProgress(part.bytes)
  let furthest = part.bytes
  await withRetries(download, async (progressed) => {
    if (part.bytes === file.bytes) return
    const answer = await openFrom(file, part, download.http)
    for await (const chunk of download.http.bytesOf(answer)) {
      if (part.bytes + chunk.length > file.bytes) {
        answer.destroy()
        throw new AnswerError(`${file.name} is longer than the ${file.bytes} bytes it should have`)
      }
      await part.append(chunk)
      // A server that always begins anew, and always breaks off, gains nothing.
      if (part.bytes > furthest) progressed()
      furthest = Math.max(furthest, part.bytes)
      download.onProgress(part.bytes)
    }
    if (part.bytes < file.bytes) throw new ConnectionError('the connection ended too early')
  })
}

/** Opens the file at the first byte that is missing; a server that sends all of it starts again. */
async function openFrom(
  { url }: JobFile,
  part: PartialFile,
  http: Download['http'],
): Promise<IncomingMessage> {
  const from = part.bytes
  if (from === 0) return http.open({ method: 'GET', url })
  try {
    const answer = await http.open({ method: 'GET', url, from })
    const range = answer.headers['content-range'] ?? ''
    if (answer.statusCode !== 206) await part.restart()
    else if (!range.startsWith(`bytes ${from}-`)) {
      answer.destroy()
      throw new AnswerError(`another range was sent than bytes ${from}-: ${range}`)
    }
    return answer
  } catch (error) {
    if (!(error instanceof HttpError) || error.status !== 416) throw error
    await part.restart()
    return http.open({ method: 'GET', url })
  }
}
