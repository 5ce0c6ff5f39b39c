import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../failure.ts'
import type { PipelineEvent, Watcher } from '../pipeline/pipeline.ts'
import { STDIN_ARGUMENT } from './dbn-source.ts'

/** The name in messages. */
const STDIN_NAME = 'stdin'

/**
 * Calls `work` with file paths only. Stdin is copied to a temporary file (in `TMPDIR`), since
 * ingest reads a file more than once; messages call it stdin.
 *
 * @throws Failure `usage` where stdin is a terminal
 */
export async function withStdinFile<T>(
  paths: readonly string[],
  watcher: Watcher,
  work: (paths: readonly string[], watcher: Watcher) => Promise<T>,
): Promise<T> {
  if (!paths.includes(STDIN_ARGUMENT)) return work(paths, watcher)
  if (process.stdin.isTTY) {
    throw new Failure({
      code: 'usage',
      what: 'stdin is a terminal',
      where: STDIN_ARGUMENT,
      fix: 'pipe a DBN file into it',
    })
  }
  const { signal, report } = watcher
  const folder = await mkdtemp(join(tmpdir(), 'spymaster-stdin-'))
  const path = join(folder, 'stdin.dbn')
  try {
    await pipeline(process.stdin, createWriteStream(path), { signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error
    })
    const files = [...new Set(paths.map((each) => (each === STDIN_ARGUMENT ? path : each)))]
    return await work(files, { ...watcher, report: (event) => report(ofStdin(event, path)) })
  } catch (error) {
    throw error instanceof Failure ? failureOfStdin(error, path) : error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** An event with `stdin` in place of the temporary path. */
function ofStdin(event: PipelineEvent, path: string): PipelineEvent {
  const name = (file: string) => (file === path ? STDIN_NAME : file)
  if (event.type === 'refused') {
    const failure = failureOfStdin(event.failure, path)
    return { ...event, files: event.files.map(name), failure }
  }
  if (event.type !== 'ingest') return event
  const told = event.event
  if (told.type === 'repeated') {
    return { ...event, event: { ...told, file: name(told.file), as: name(told.as) } }
  }
  if ('file' in told) return { ...event, event: { ...told, file: name(told.file) } }
  if ('files' in told) return { ...event, event: { ...told, files: told.files.map(name) } }
  return event
}

function failureOfStdin(failure: Failure, path: string): Failure {
  const { detail } = failure
  const { where } = detail
  if (!where?.includes(path)) return failure
  return new Failure({ ...detail, where: where.replaceAll(path, STDIN_NAME) }, { cause: failure })
}
