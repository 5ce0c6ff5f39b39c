import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type {
  GetObjectCommandOutput,
  ListMultipartUploadsCommandInput,
  ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { backoffMs } from '../../../backoff.ts'
import { type Clock, sleep } from '../../../clock.ts'
import type { Entry, Expected, StoredObject } from '../store.ts'
import type { S3Location } from './location.ts'
import { createS3Client } from './s3-client.ts'
import { isConditionFailure, isConflict, isMissing, s3Error, s3Failure } from './s3-failure.ts'

/** Attempts of a conditional write while others write the same object. */
const MAX_CONFLICTS = 20
const CONFLICT_BACKOFF = { firstMs: 20, maxMs: 1_000 }
/** Largest object of one request, and size of the parts of larger ones; S3 takes 10,000 of them. */
export const UPLOAD_PART_BYTES = 16 << 20
/** Parts of one upload that are sent at a time. */
const UPLOAD_QUEUE = 4

/** What was asked of the server, for reports and tests. */
export interface S3Usage {
  get: number
  head: number
  list: number
  put: number
  remove: number
  bytesRead: number
  bytesWritten: number
}

/** Part of an object, and the object's size. */
export interface ObjectRange {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly start: number
  readonly size: number
  readonly etag: string
}

/** Requests to S3 by key below a prefix. Errors are Failures that name the object. */
export class S3Objects {
  readonly usage: S3Usage = {
    get: 0,
    head: 0,
    list: 0,
    put: 0,
    remove: 0,
    bytesRead: 0,
    bytesWritten: 0,
  }
  readonly #location: S3Location
  readonly #endpoint: string | undefined
  readonly #clock: Clock
  #client: Promise<S3Client> | undefined

  constructor(location: S3Location, endpoint: string | undefined, clock: Clock) {
    this.#location = location
    this.#endpoint = endpoint
    this.#clock = clock
  }

  url(key: string): string {
    const { bucket, prefix } = this.#location
    return `s3://${bucket}/${prefix}${key}`
  }

  /** The whole object; undefined if it does not exist. */
  async get(key: string): Promise<StoredObject | undefined> {
    const found = await this.#get(key, {})
    return found && { bytes: found.bytes, etag: found.etag }
  }

  /**
   * Part of an object.
   *
   * @param range of HTTP: "0-99", or "-100" for the last bytes
   * @param etag the object's; fails if it has been replaced
   * @param into takes the bytes, where it is of their number
   */
  getRange(
    key: string,
    range: string,
    etag?: string,
    into?: Uint8Array<ArrayBuffer>,
  ): Promise<ObjectRange | undefined> {
    const condition = etag !== undefined && { IfMatch: etag }
    return this.#get(key, { Range: `bytes=${range}`, ...condition }, into)
  }

  async #get(
    key: string,
    options: { readonly Range?: string; readonly IfMatch?: string },
    into?: Uint8Array<ArrayBuffer>,
  ): Promise<ObjectRange | undefined> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3')
    this.usage.get++
    try {
      // A body may break off: then it is requested again, as an answer that never began would be.
      return await this.#repeatBroken(async (client) => {
        const output = await client.send(new GetObjectCommand({ ...this.#at(key), ...options }))
        return rangeOf(output, into)
      })
    } catch (error) {
      if (isMissing(error)) return undefined
      throw s3Failure(error, this.url(key))
    }
  }

  async head(key: string): Promise<Entry | undefined> {
    const { HeadObjectCommand } = await import('@aws-sdk/client-s3')
    this.usage.head++
    try {
      const found = await (await this.#open()).send(new HeadObjectCommand(this.#at(key)))
      return {
        key,
        bytes: found.ContentLength ?? 0,
        etag: found.ETag ?? '',
        writtenMs: found.LastModified?.getTime() ?? 0,
      }
    } catch (error) {
      if (isMissing(error)) return undefined
      throw s3Failure(error, this.url(key))
    }
  }

  async *list(keyPrefix: string): AsyncGenerator<Entry> {
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3')
    const { bucket, prefix } = this.#location
    const client = await this.#open()
    let token: string | undefined
    do {
      this.usage.list++
      const page = await client
        .send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: `${prefix}${keyPrefix}`,
            ...(token !== undefined && { ContinuationToken: token }),
          }),
        )
        .catch((error: unknown) => {
          throw s3Failure(error, this.url(keyPrefix))
        })
      for (const { Key = '', Size = 0, ETag = '', LastModified } of page.Contents ?? []) {
        const writtenMs = LastModified?.getTime() ?? 0
        yield { key: Key.slice(prefix.length), bytes: Size, etag: ETag, writtenMs }
      }
      token = page.NextContinuationToken
    } while (token !== undefined)
  }

  /** @param sha256 of the bytes, hex, where it is known: part of the signature */
  async put(key: string, bytes: Uint8Array, sha256?: string): Promise<void> {
    try {
      await this.#put(key, bytes, {}, sha256)
    } catch (error) {
      throw s3Failure(error, this.url(key))
    }
  }

  /** As {@link Store.putIf}. */
  async putIf(key: string, bytes: Uint8Array, expected: Expected): Promise<boolean> {
    const condition = expected === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: expected.etag }
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#put(key, bytes, condition)
        return true
      } catch (error) {
        if (isConflict(error) && attempt < MAX_CONFLICTS) {
          await sleep(this.#clock, backoffMs(attempt, CONFLICT_BACKOFF, Math.random()))
        } else if (isConditionFailure(error)) {
          // The answer to an earlier attempt was lost: the object may be what was to be written.
          const isRepeated = attempt > 1 || s3Error(error).attempts > 1
          const found = isRepeated ? await this.get(key) : undefined
          return found !== undefined && Buffer.compare(found.bytes, bytes) === 0
        } else throw s3Failure(error, this.url(key))
      }
    }
  }

  async #put(
    key: string,
    bytes: Uint8Array,
    condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string },
    sha256?: string,
  ): Promise<void> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3')
    this.usage.put++
    this.usage.bytesWritten += bytes.length
    const client = await this.#open()
    const command = new PutObjectCommand({ ...this.#at(key), ...condition, Body: bytes })
    if (sha256 !== undefined) addPayloadHash(command, sha256)
    await client.send(command)
  }

  async remove(key: string): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3')
    this.usage.remove++
    try {
      await (await this.#open()).send(new DeleteObjectCommand(this.#at(key)))
    } catch (error) {
      if (!isMissing(error)) throw s3Failure(error, this.url(key))
    }
  }

  /** As {@link Store.removeIf}. Servers that know no conditional removal compare just before it. */
  async removeIf(key: string, etag: string): Promise<boolean> {
    if ((await this.head(key))?.etag !== etag) return false
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3')
    this.usage.remove++
    try {
      const client = await this.#open()
      await client.send(new DeleteObjectCommand({ ...this.#at(key), IfMatch: etag }))
      return true
    } catch (error) {
      if (isConditionFailure(error)) return false
      if (s3Error(error).status !== 501) throw s3Failure(error, this.url(key))
      await this.remove(key)
      return true
    }
  }

  /** Copies an object within the bucket. */
  async copy(key: string, as: string): Promise<void> {
    const { CopyObjectCommand } = await import('@aws-sdk/client-s3')
    this.usage.put++
    const { bucket, prefix } = this.#location
    const source = encodeURIComponent(`${bucket}/${prefix}${key}`)
    try {
      const command = new CopyObjectCommand({ ...this.#at(as), CopySource: source })
      await (await this.#open()).send(command)
    } catch (error) {
      throw s3Failure(error, this.url(as))
    }
  }

  /** Uploads a large object in parts. */
  async uploadParts(key: string, body: Readable, bytes: number): Promise<void> {
    const { Upload } = await import('@aws-sdk/lib-storage')
    this.usage.put += Math.ceil(bytes / UPLOAD_PART_BYTES) + 2
    this.usage.bytesWritten += bytes
    try {
      await new Upload({
        client: await this.#open(),
        params: { ...this.#at(key), Body: body },
        partSize: UPLOAD_PART_BYTES,
        queueSize: UPLOAD_QUEUE,
      }).done()
    } catch (error) {
      throw s3Failure(error, this.url(key))
    }
  }

  /**
   * Removes large uploads that were begun and never completed.
   *
   * @param beforeMs those begun earlier, milliseconds since the Unix epoch
   * @returns how many
   */
  async abortUploads(beforeMs: number): Promise<number> {
    const { AbortMultipartUploadCommand, ListMultipartUploadsCommand } = await import(
      '@aws-sdk/client-s3'
    )
    const { bucket, prefix } = this.#location
    const client = await this.#open()
    let aborted = 0
    let after: Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'> = {}
    try {
      for (let isLast = false; !isLast; ) {
        this.usage.list++
        const page: ListMultipartUploadsCommandOutput = await client.send(
          new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...after }),
        )
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if ((Initiated?.getTime() ?? 0) > beforeMs) continue
          this.usage.remove++
          await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
          aborted++
        }
        isLast = page.IsTruncated !== true
        after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      }
    } catch (error) {
      throw s3Failure(error, this.url(''))
    }
    return aborted
  }

  async #repeatBroken(request: (client: S3Client) => Promise<ObjectRange>): Promise<ObjectRange> {
    const client = await this.#open()
    for (let attempt = 1; ; attempt++) {
      try {
        const found = await request(client)
        this.usage.bytesRead += found.bytes.length
        return found
      } catch (error) {
        // The SDK repeats requests until the answer begins, not once its body has broken off.
        const isBroken = s3Error(error).status === undefined && !isClientError(error)
        if (!isBroken || attempt >= MAX_BROKEN_BODIES) throw error
        await sleep(this.#clock, backoffMs(attempt, CONFLICT_BACKOFF, Math.random()))
      }
    }
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    const { bucket, prefix } = this.#location
    return { Bucket: bucket, Key: `${prefix}${key}` }
  }

  #open(): Promise<S3Client> {
    this.#client ??= createS3Client(this.#endpoint)
    return this.#client
  }
}

/** Saves the SDK from hashing the body again to sign it. */
function addPayloadHash({ middlewareStack }: PutObjectCommand, sha256: string): void {
  middlewareStack.add(
    (next) => (args) => {
      if (hasHeaders(args.request)) args.request.headers['x-amz-content-sha256'] = sha256
      return next(args)
    },
    { step: 'build', name: 'addPayloadHash' },
  )
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'headers' in request
}

/** Attempts to read an answer whose body breaks off. */
const MAX_BROKEN_BODIES = 8

/** Errors that arise before anything is sent. */
function isClientError(error: unknown): boolean {
  const { name, message } = s3Error(error)
  return name === 'CredentialsProviderError' || message.includes('Region is missing')
}

async function rangeOf(
  { Body, ContentRange, ETag = '', ContentLength }: GetObjectCommandOutput,
  into: Uint8Array<ArrayBuffer> | undefined,
): Promise<ObjectRange> {
  const bytes = await bodyOf(Body, ContentLength, into)
  const [, start = '0', size = `${bytes.length}`] =
    /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange ?? '') ?? []
  return { bytes, start: Number(start), size: Number(size), etag: ETag }
}

/** Reads a body into one buffer, without a copy of the whole. */
async function bodyOf(
  body: GetObjectCommandOutput['Body'],
  length: number | undefined,
  into: Uint8Array<ArrayBuffer> | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!(body instanceof Readable) || length === undefined)
    return new Uint8Array((await body?.transformToByteArray()) ?? [])
  const bytes = into?.length === length ? into : new Uint8Array(length)
  let filled = 0
  // Faster than an iterator, which waits for a turn of the event loop a piece.
  body.on('data', (piece: Uint8Array) => {
    // An overlong body is an error of the server.
    if (filled + piece.length <= length) bytes.set(piece, filled)
    filled += piece.length
  })
  await finished(body)
  if (filled !== length) throw new Error(`the answer has ${filled} of ${length} bytes`)
  return bytes
}
