import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DurableFile } from '../durable-file.ts'
import { FileUpload } from '../file-upload.ts'
import { currentOwner, ownedName } from '../owner.ts'
import { STAGING_FOLDER } from '../staging.ts'
import type { Upload } from '../store.ts'
import type { S3Objects } from './s3-objects.ts'

/**
 * Begins an object that is written to a file of this machine first: S3 cannot rename, and the key of
 * a part depends on all of its bytes.
 */
export async function stagedUpload(objects: S3Objects): Promise<Upload> {
  await mkdir(STAGING_FOLDER, { recursive: true })
  const file = await DurableFile.create(join(STAGING_FOLDER, ownedName(currentOwner())))
  return new FileUpload(file, async (key) => {
    await objects.upload(key, () => createReadStream(file.path), file.bytes)
    await rm(file.path, { force: true })
  })
}
