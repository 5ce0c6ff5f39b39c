import { Failure } from '../failure.ts'
import { recoverLake } from '../lake/partition/recover.ts'
import type { Lake } from '../lake/paths.ts'
import { findFiles } from '../pipeline/ingest-files.ts'
import { type PipelineRequest, runStages } from '../pipeline/pipeline.ts'
import type { Watcher } from '../pipeline/pipeline-event.ts'
import { newRawObjects, putRawFiles, withLocalPaths } from '../pipeline/raw-objects.ts'
import { isOfDefinitions } from '../stages/bronze/file-claim.ts'
import { dateInName } from '../stages/bronze/raw-files.ts'
import { assertReachable, type Connection } from './connection.ts'
import type { IngestJob } from './job.ts'
import { Submitter } from './submitter.ts'

/** More jobs than ever wait at once: workers decide how many run. */
const MAX_QUEUED = 1_000_000

export interface QueueRequest extends PipelineRequest {
  /** Raw files to ingest first: paths of this machine, or `s3://` addresses. */
  readonly raw: readonly string[]
  readonly connection: Connection
  /** Take back the jobs when interrupted; otherwise workers go on. */
  readonly cancels: boolean
}

/**
 * Runs the pipeline by workers. Raw files are put into the lake, so that each can read them;
 * bronze is made first, because the plan depends on it.
 */
export async function runOnQueue(
  lake: Lake,
  request: QueueRequest,
  watcher: Watcher,
): Promise<void> {
  const { connection, cancels } = request
  await assertReachable(connection)
  await recoverLake(lake)
  const submitter = await Submitter.open(lake, connection)
  try {
    await ingestOnQueue(lake, request, submitter, watcher)
    await runStages(lake, { ...request, executor: submitter, workers: MAX_QUEUED }, watcher)
  } catch (error) {
    if (watcher.signal.aborted && cancels) await submitter.cancel()
    throw error
  } finally {
    await submitter.close()
  }
}

/** A raw file below the lake. */
interface RawObject {
  readonly key: string
  readonly bytes: number
}

async function ingestOnQueue(
  lake: Lake,
  request: QueueRequest,
  submitter: Submitter,
  watcher: Watcher,
): Promise<void> {
  const definitions: RawObject[] = []
  const others: RawObject[] = []
  const given = await withLocalPaths(lake, request.raw, async (paths) => {
    const { files, refused } = await findFiles(paths, {})
    for (const { path, failure } of refused) {
      watcher.report({ type: 'refused', files: [path], failure })
    }
    const keys = await putRawFiles(lake, files)
    for (const [index, file] of files.entries()) {
      const object = { key: keys[index], bytes: file.bytes }
      if (isOfDefinitions(file)) definitions.push(object)
      else others.push(object)
    }
    return new Set(keys)
  })
  for (const object of await newRawObjects(lake, undefined)) {
    if (given.has(object.key)) continue
    if (/definition/.test(object.key)) definitions.push(object)
    else others.push(object)
  }
  // Definitions identify options, also those of the days around them.
  if (definitions.length > 0) await submit([definitions])
  await submit([...Map.groupBy(others, ({ key }) => dateInName(key) ?? '').values()])

  async function submit(groups: readonly RawObject[][]): Promise<void> {
    await Promise.all(
      groups.map(async (group) => {
        const { symbol, dates, overwrite, allowTruncated = false } = request
        const { session } = request.options
        const paths = group.map(({ key }) => key)
        const choice = { symbol, dates, session, areTradingDates: true }
        const ingest = { ...choice, paths, overwrite, allowTruncated, mustMatch: false }
        const job: IngestJob = { kind: 'ingest', request: ingest }
        const sizes = group.map(({ bytes }) => bytes)
        for (const note of await submitter.ingest(job, sizes, watcher.signal)) {
          if (note.type === 'ingest') watcher.report(note)
          else watcher.report({ ...note, failure: new Failure(note.detail) })
        }
      }),
    )
  }
}
