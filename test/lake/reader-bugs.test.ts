import { expect, it, vi } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { FormatError } from '../../src/format-error.ts'
import { readPartition } from '../../src/lake/partition/read.ts'
import { emptyLake } from './empty-lake.ts'
import { DAY, ticks, writeTicks } from './lake.ts'

/** What is wrong in the reader under test. */
const injected = vi.hoisted(() => ({ error: undefined as Error | undefined }))

vi.mock('../../src/lake/parquet/pages.ts', async (importOriginal) => {
  const pages = await importOriginal<typeof import('../../src/lake/parquet/pages.ts')>()
  const readPage: typeof pages.readPage = (...parts) => {
    if (injected.error) throw injected.error
    return pages.readPage(...parts)
  }
  return { ...pages, readPage }
})

async function readWith(error: Error | undefined): Promise<unknown> {
  const lake = emptyLake()
  await writeTicks(lake, [1, 2, 3])
  injected.error = error
  const reader = await readPartition(lake, DAY)
  try {
    return await reader.read(0).catch((thrown: unknown) => thrown)
  } finally {
    injected.error = undefined
    await reader.close()
  }
}

it('a bug in a reader stays what it is, with its stack', async () => {
  const bug = new TypeError('undefined is not a function')
  const thrown = await readWith(bug)
  expect(thrown).toBe(bug)
  expect((thrown as Error).stack).toContain('reader-bugs.test.ts')
})

it('wrong bytes are a damaged file, whose cause is kept', async () => {
  const wrong = new FormatError('a page of 7 bytes')
  const thrown = await readWith(wrong)
  expect(thrown).toBeInstanceOf(Failure)
  expect((thrown as Failure).message).toContain('the file is damaged: a page of 7 bytes')
  expect((thrown as Failure).cause).toBe(wrong)
})

it('nothing injected, the rows are read', async () => {
  expect(await readWith(undefined)).toEqual(ticks([1, 2, 3]))
})
