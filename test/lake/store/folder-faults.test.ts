import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { FolderStore } from '../../../src/lake/store/folder-store.ts'
import type { Store } from '../../../src/lake/store/store.ts'

/** What the next calls of the file system do: those before `fails` succeed, that one does not. */
const calls = vi.hoisted(() => ({ made: 0, fails: -1, code: 'EIO' }))

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  type Call = (...args: unknown[]) => Promise<unknown>
  const faulty =
    (name: string, call: Call): Call =>
    async (...args) => {
      if (calls.made++ === calls.fails) throw systemError(name)
      return call(...args)
    }
  const systemError = (syscall: string) => {
    const number = constants.errno[calls.code as keyof typeof constants.errno]
    const text = `${calls.code}: a fault, ${syscall}`
    return Object.assign(new Error(text), { code: calls.code, errno: -number, syscall })
  }
  const wrapped: Record<string, unknown> = { ...real }
  for (const name of [
    'stat',
    'rename',
    'rm',
    'mkdir',
    'link',
    'copyFile',
    'readdir',
    'readFile',
    'writeFile',
  ] as const)
    wrapped[name] = faulty(name, real[name] as Call)
  wrapped.open = faulty('open', async (...args) => {
    const handle = await (real.open as (...args: unknown[]) => Promise<FileHandle>)(...args)
    for (const name of ['stat', 'read', 'readFile', 'appendFile', 'sync'] as const) {
      const call = handle[name].bind(handle) as Call
      Object.assign(handle, { [name]: faulty(`handle.${name}`, call) })
    }
    return handle
  })
  return wrapped
})

const CODES = ['EIO', 'EXDEV', 'ENAMETOOLONG', 'EMFILE', 'EDQUOT', 'ENOSPC', 'ESTALE', 'EROFS']
const bytesOf = (text: string) => Buffer.from(text)

async function textOf(store: Store, key: string): Promise<string | undefined> {
  const object = await store.read(key)
  return object && Buffer.from(object.bytes).toString()
}

async function uploaded(store: Store): Promise<void> {
  const upload = await store.upload()
  try {
    await upload.write(bytesOf('large'))
    await upload.finish()
    await upload.store('parts/large')
  } finally {
    await upload.abort()
  }
}

async function readRange(store: Store): Promise<void> {
  const reader = await store.open('a/one')
  try {
    await reader?.read(0, 3)
  } finally {
    await reader?.close()
  }
}

async function listed(store: Store): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys
}

async function removedIfKnown(store: Store): Promise<boolean> {
  const entry = await store.head('a/one')
  return entry ? store.removeIf('a/one', entry.etag) : true
}

/** What a key holds after an operation that succeeded; undefined if nothing. */
type After = readonly [key: string, text: string | undefined]

/** Every call of a store, and what must hold after each that succeeded. */
const OPERATIONS: readonly [string, (store: Store) => Promise<unknown>, After][] = [
  ['put', (store) => store.put('a/two', bytesOf('2')), ['a/two', '2']],
  ['putIf', (store) => store.putIf('b/new', bytesOf('n'), 'absent'), ['b/new', 'n']],
  ['read', (store) => store.read('a/one'), ['a/one', 'one']],
  ['open', readRange, ['a/one', 'one']],
  ['head', (store) => store.head('a/one'), ['a/one', 'one']],
  ['list', listed, ['a/one', 'one']],
  ['remove', (store) => store.remove('a/one'), ['a/one', undefined]],
  ['removeIf', removedIfKnown, ['a/one', undefined]],
  ['sync', (store) => store.sync('a/one'), ['a/one', 'one']],
  ['upload', uploaded, ['parts/large', 'large']],
  ['publish', (store) => store.publish('a/one', 'shown/one'), ['shown/one', 'one']],
  ['isPublished', (store) => store.isPublished('a/one', 'a/same'), ['a/same', 'one']],
  ['tidy', (store) => store.tidy(), ['a/one', 'one']],
]

function madeStore(): Store {
  const root = mkdtempSync(join(tmpdir(), 'faults-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'a'))
  for (const name of ['one', 'same']) writeFileSync(join(root, 'a', name), 'one')
  return new FolderStore(root)
}

/** A lock file that could not be removed is waited for 10 s: here time goes fast. */
function hurryTime(): void {
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
  onTestFinished(() => void vi.restoreAllMocks())
}

it('every call of a store is among them', () => {
  const names = Object.getOwnPropertyNames(FolderStore.prototype)
  const covered = [...OPERATIONS.map(([name]) => name), 'constructor', 'path']
  expect(names.filter((name) => !covered.includes(name))).toEqual([])
})

describe.each(OPERATIONS)('%s', (_, run, [key, text]) => {
  it('that meets a system error is told with its file, and is whole the next time', async () => {
    hurryTime()
    Object.assign(calls, { made: 0, fails: -1 })
    await run(madeStore())
    const count = calls.made
    expect(count).toBeGreaterThan(0)
    for (let fails = 0; fails < count * CODES.length; fails++) {
      const store = madeStore()
      const code = CODES[Math.floor(fails / count)]
      Object.assign(calls, { made: 0, fails: fails % count, code })
      const error: unknown = await run(store).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      calls.fails = -1
      const where = `${code} at call ${fails % count}`
      if (error !== undefined) {
        expect(error, where).toBeInstanceOf(Failure)
        const { exitCode, detail } = error as Failure
        expect(exitCode).toBe(3)
        expect(detail.where).toMatch(/^\//)
      }
      // Nothing is half there, and nothing stands in the way.
      expect([undefined, 'one', text], where).toContain(await textOf(store, key))
      await run(store)
      expect(await textOf(store, key), where).toBe(text)
    }
  }, 60_000)
})
