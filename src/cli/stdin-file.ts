import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../failure.ts'
import { STDIN_ARGUMENT } from './dbn-source.ts'

/**
 * Calls `work` with file paths only. Stdin is copied to a temporary file (in `TMPDIR`), since
 * ingest reads a file more than once.
 *
 * @throws Failure `usage` where stdin is a terminal
 */
export async function withStdinFile<T>(
  paths: readonly string[],
  signal: AbortSignal,
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  if (!paths.includes(STDIN_ARGUMENT)) return work(paths)
  if (process.stdin.isTTY) {
    throw new Failure({
      code: 'usage',
      what: 'stdin is a terminal',
      where: STDIN_ARGUMENT,
      fix: 'pipe a DBN file into it',
    })
  }
  const folder = await mkdtemp(join(tmpdir(), 'spymaster-stdin-'))
  try {
    const path = join(folder, 'stdin.dbn')
    await pipeline(process.stdin, createWriteStream(path), { signal }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error
    })
    return await work([...new Set(paths.map((each) => (each === STDIN_ARGUMENT ? path : each)))])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
