import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { readText } from '../files/user-files.ts'
import { makeFolders } from '../lake/store/durable-file.ts'
import { fileFailure } from '../lake/store/file-failure.ts'
import { addDays } from '../market/time.ts'
import { orFailure } from './api-failure.ts'
import { conditionJson, type DayCondition } from './condition.ts'
import { downloadFile } from './download.ts'
import type { HistoricalApi } from './historical-api.ts'
import type { HttpClient } from './http-client.ts'
import { HttpError } from './http-error.ts'
import { isJobId, type Job } from './job.ts'
import type { JobFile } from './job-file.ts'
import { writeWhole } from './partial-file.ts'
import { awaitJob, expired } from './purchase.ts'
import type { RetryContext } from './retry.ts'

export type FetchEvent =
  | { readonly type: 'waiting'; readonly job: Job }
  | { readonly type: 'retry'; readonly error: Error; readonly delayMs: number }
  | { readonly type: 'progress'; readonly file: JobFile; readonly bytes: number }
  | {
      readonly type: 'file'
      readonly file: JobFile
      readonly path: string
      readonly isNew: boolean
    }
  | { readonly type: 'degraded'; readonly condition: DayCondition }

export interface JobFetch extends RetryContext {
  readonly api: Pick<HistoricalApi, 'getJob' | 'listFiles' | 'getDatasetCondition'>
  readonly http: Pick<HttpClient, 'open' | 'bytesOf'>
  /** Each job has a folder of its own in it. */
  readonly folder: string
  readonly report: (event: FetchEvent) => void
}

export interface FetchedJob {
  readonly id: string
  readonly folder: string
  readonly files: readonly {
    readonly name: string
    readonly bytes: number
    readonly isNew: boolean
  }[]
}

/**
 * Waits for a job and downloads its files, and writes beside them what ingest reads of a download:
 * the hashes and the days' conditions, where the job itself brings none.
 *
 * @throws Failure
 */
export async function fetchJob(id: string, context: JobFetch): Promise<FetchedJob> {
  const { api, clock, signal, report } = context
  if (!isJobId(id)) {
    throw new Failure({
      code: 'usage',
      what: 'the job id is invalid',
      where: '--job',
      expected: 'an id like GLBX-20260107-5DEFXVTMSM',
      found: JSON.stringify(id),
    })
  }
  const onState = (job: Job) => report({ type: 'waiting', job })
  const job = await awaitJob(api, id, { clock, signal, onState })
  const files = await api.listFiles(id)
  if (files.length === 0) throw expired(id)
  const folder = join(context.folder, id)
  await makeFolders(folder).catch((error: unknown) => {
    throw fileFailure(error, folder)
  })
  const fetched = []
  for (const file of files) {
    const isNew = await fetchFile(id, file, folder, context)
    report({ type: 'file', file, path: join(folder, file.name), isNew })
    fetched.push({ name: file.name, bytes: file.bytes, isNew })
  }
  await noteBeside(job, files, folder, context)
  return { id, folder, files: fetched }
}

function fetchFile(id: string, file: JobFile, folder: string, context: JobFetch): Promise<boolean> {
  const onProgress = (bytes: number) => context.report({ type: 'progress', file, bytes })
  const download = downloadFile(file, folder, { ...context, onProgress }).catch(
    (error: unknown) => {
      const isGone = error instanceof HttpError && (error.status === 404 || error.status === 410)
      throw isGone ? expired(id) : error
    },
  )
  return orFailure(`${id}, ${file.name}`, download)
}

/** Writes `manifest.json` and `condition.json`, unless they are among the job's files. */
async function noteBeside(
  { id, dataset, start, end }: Job,
  files: readonly JobFile[],
  folder: string,
  { api, signal, report }: JobFetch,
): Promise<void> {
  const isListed = (name: string) => files.some((file) => file.name === name)
  const write = async (name: string, text: string) => {
    const path = join(folder, name)
    if ((await readText(path)) !== text) await writeWhole(path, text, signal)
  }
  if (!isListed('manifest.json')) await write('manifest.json', manifestJson(id, files))
  // Of a job that is not of whole days, the vendor's own file says it.
  if (start === undefined || end === undefined) return
  const conditions = await api.getDatasetCondition(dataset, start, addDays(end, -1))
  if (!isListed('condition.json')) await write('condition.json', conditionJson(conditions))
  for (const condition of conditions) {
    if (condition.condition === 'degraded') report({ type: 'degraded', condition })
  }
}

/** In the form of the vendor's `manifest.json`. */
function manifestJson(id: string, files: readonly JobFile[]): string {
  const entries = files.map(({ name, bytes, sha256 }) => ({
    filename: name,
    size: bytes,
    hash: `sha256:${sha256}`,
  }))
  return `${JSON.stringify({ job_id: id, files: entries }, undefined, 2)}\n`
}
