import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { FolderStore } from '../../../src/lake/store/folder-store.ts'
import { hashObject } from '../../../src/lake/store/hash.ts'
import { MemoryStore } from '../../../src/lake/store/memory-store.ts'
import { currentOwner, ownedName } from '../../../src/lake/store/owner.ts'
import type { Store } from '../../../src/lake/store/store.ts'
import { hasS3, NO_S3, S3Server } from '../../s3/s3-server.ts'
import { LONG } from '../../setup/long.ts'
import { onlyIf } from '../../setup/only-if.ts'

const bytesOf = (text: string) => Buffer.from(text)
const textOf = async (store: Store, key: string) => {
  const object = await store.read(key)
  return object && Buffer.from(object.bytes).toString()
}
const keysOf = async (store: Store, prefix: string) => {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

function temporaryFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'store-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

/** The promises of {@link Store}, of each form of it. */
function promises(open: () => Store | Promise<Store>): void {
  it('has what was put into it, the last of a key', async () => {
    const store = await open()
    expect(await store.read('a/b')).toBeUndefined()
    expect(await store.head('a/b')).toBeUndefined()
    expect(await store.open('a/b')).toBeUndefined()
    await store.put('a/b', bytesOf('one'))
    const first = await store.head('a/b')
    await store.put('a/b', bytesOf('two'))
    expect(await textOf(store, 'a/b')).toBe('two')
    const second = await store.head('a/b')
    expect(second).toMatchObject({ key: 'a/b', bytes: 3, etag: (await store.read('a/b'))?.etag })
    expect(second?.etag).not.toBe(first?.etag)
    await store.remove('a/b')
    await store.remove('a/b')
    expect(await store.read('a/b')).toBeUndefined()
  })

  it('lists keys by prefix, in order', async () => {
    const store = await open()
    const keys = ['m/a-b/x', 'm/a/x', 'm/a/y.json', 'm/b', 'n/a']
    for (const key of keys.toReversed()) await store.put(key, bytesOf(key))
    expect(await keysOf(store, 'm/')).toEqual(keys.slice(0, 4))
    expect(await keysOf(store, 'm/a/')).toEqual(['m/a/x', 'm/a/y.json'])
    expect(await keysOf(store, 'm/a/y')).toEqual(['m/a/y.json'])
    expect(await keysOf(store, 'm/a')).toEqual(keys.slice(0, 3))
    expect(await keysOf(store, 'z/')).toEqual([])
  })

  it('lets one of many win who write on one condition', async () => {
    const store = await open()
    const race = (expected: 'absent' | { etag: string }, of: string) =>
      Promise.all(
        Array.from({ length: 16 }, (_, i) => store.putIf('a', bytesOf(`${of}${i}`), expected)),
      )
    const first = await race('absent', 'x')
    expect(first.filter(Boolean)).toHaveLength(1)
    expect(await textOf(store, 'a')).toBe(`x${first.indexOf(true)}`)
    const etag = (await store.read('a'))?.etag ?? ''
    const second = await race({ etag }, 'y')
    expect(second.filter(Boolean)).toHaveLength(1)
    expect(await textOf(store, 'a')).toBe(`y${second.indexOf(true)}`)
    expect(await store.putIf('a', bytesOf('z'), { etag })).toBe(false)
    expect(await store.putIf('b', bytesOf('z'), { etag })).toBe(false)
    expect(await store.read('b')).toBeUndefined()
  })

  it('removes only what is expected', async () => {
    const store = await open()
    await store.put('a', bytesOf('one'))
    const etag = (await store.read('a'))?.etag ?? ''
    await store.put('a', bytesOf('two'))
    expect(await store.removeIf('a', etag)).toBe(false)
    expect(await textOf(store, 'a')).toBe('two')
    expect(await store.removeIf('a', (await store.head('a'))?.etag ?? '')).toBe(true)
    expect(await store.head('a')).toBeUndefined()
    expect(await store.removeIf('a', etag)).toBe(false)
  })

  it('reads ranges of what was opened, never of what replaces it', async () => {
    const store = await open()
    await store.put('a', bytesOf('0123456789'))
    const reader = await store.open('a')
    await store.put('a', bytesOf('another'))
    expect(reader?.bytes).toBe(10)
    expect(Buffer.from((await reader?.read(2, 5)) ?? []).toString()).toBe('234')
    expect(Buffer.from((await reader?.read(8, 20)) ?? []).toString()).toBe('89')
    await reader?.close()
  })

  it('takes large objects piece by piece, and shows them when they are whole', async () => {
    const store = await open()
    const upload = await store.upload()
    const piece = bytesOf('abc')
    await upload.write(piece)
    piece.fill(0) // its memory is the caller's again
    await upload.write(bytesOf('def'))
    expect(upload.bytes).toBe(6)
    const hash = await upload.finish()
    expect(await store.read('p')).toBeUndefined()
    await upload.store('p')
    expect(await textOf(store, 'p')).toBe('abcdef')
    expect(await hashObject(store, 'p')).toBe(hash)
    await upload.abort()
    expect(await textOf(store, 'p')).toBe('abcdef')
    const dropped = await store.upload()
    await dropped.write(bytesOf('x'))
    await dropped.abort()
    expect(await keysOf(store, '')).toEqual(['p'])
  })

  it('shows an object under a second key', async () => {
    const store = await open()
    await store.put('p1', bytesOf('one'))
    await store.put('p2', bytesOf('two'))
    expect(await store.isPublished('p1', 'shown/p')).toBe(false)
    await store.publish('p1', 'shown/p')
    await store.publish('p1', 'shown/p')
    expect(await textOf(store, 'shown/p')).toBe('one')
    expect(await store.isPublished('p1', 'shown/p')).toBe(true)
    await store.publish('p2', 'shown/p')
    expect(await textOf(store, 'shown/p')).toBe('two')
    expect(await store.isPublished('p1', 'shown/p')).toBe(false)
    await store.put('shown/p', bytesOf('two'))
    expect(await store.isPublished('p2', 'shown/p')).toBe(true)
    await store.remove('p2')
    expect(await textOf(store, 'shown/p')).toBe('two')
  })
}

describe('a store in a folder', () => promises(() => new FolderStore(temporaryFolder())))
describe('a store in memory', () => promises(() => new MemoryStore()))
describe('a store on S3', onlyIf(hasS3, NO_S3), () => {
  let server: S3Server
  beforeAll(async () => {
    server = await S3Server.start()
  })
  afterAll(() => server.stop())
  promises(() => server.store())
})

describe('a folder store', () => {
  it('shows an object as the same file', async () => {
    const root = temporaryFolder()
    const store = new FolderStore(root)
    await store.put('p', bytesOf('one'))
    await store.publish('p', 'shown/p')
    expect(statSync(join(root, 'shown', 'p')).ino).toBe(statSync(join(root, 'p')).ino)
    expect(readdirSync(join(root, '.tmp'))).toEqual([])
  })

  it('removes what writers that have ended left half written, and nothing else', async () => {
    const root = temporaryFolder()
    const store = new FolderStore(root)
    const live = await store.upload()
    const [alive] = readdirSync(join(root, '.tmp'))
    // No process has this number: Linux counts to 2^22, others to less.
    const dead = ownedName({ ...currentOwner(), pid: 2 ** 30 })
    const elsewhere = ownedName({ host: 'elsewhere', pid: 1, since: 1 })
    for (const name of [dead, elsewhere, 'notes']) writeFileSync(join(root, '.tmp', name), '')
    await store.tidy()
    expect(readdirSync(join(root, '.tmp')).sort()).toEqual([alive, elsewhere, 'notes'].sort())
    await live.abort()
  })

  it('takes over the lock file of a process that has ended', async () => {
    const root = temporaryFolder()
    const store = new FolderStore(root)
    mkdirSync(join(root, '.locks'))
    writeFileSync(join(root, '.locks', 'a'), ownedName({ ...currentOwner(), pid: 2 ** 30 }))
    const from = performance.now()
    expect(await store.putIf('a', bytesOf('x'), 'absent')).toBe(true)
    expect(performance.now() - from).toBeLessThan(2_000)
    expect(readdirSync(join(root, '.locks'))).toEqual([])
  })

  const tidiedLocks = async (owners: Readonly<Record<string, string>>) => {
    const root = temporaryFolder()
    mkdirSync(join(root, '.locks'))
    for (const [name, owner] of Object.entries(owners))
      writeFileSync(join(root, '.locks', name), owner)
    await new FolderStore(root).tidy()
    return readdirSync(join(root, '.locks')).sort()
  }

  it('tidies lock files of processes that have ended', async () => {
    const dead = ownedName({ ...currentOwner(), pid: 2 ** 30 })
    const elsewhere = ownedName({ host: 'elsewhere', pid: 1, since: 1 })
    const alive = ownedName(currentOwner())
    expect(await tidiedLocks({ dead, elsewhere, alive })).toEqual(['alive', 'elsewhere'])
  })

  it('tidies a lock file without a name once it has had none for 10 s', LONG, async () => {
    expect(await tidiedLocks({ unnamed: '' })).toEqual([])
  })

  it('reports errors of the file system in a sentence', async () => {
    const root = temporaryFolder()
    const store = new FolderStore(root)
    writeFileSync(join(root, 'a'), '')
    const refusal = { detail: { code: 'input', where: join(root, 'a', 'b') } }
    await expect(store.put('a/b', bytesOf('x'))).rejects.toMatchObject(refusal)
    await expect(store.publish('a', 'a/b')).rejects.toMatchObject(refusal)
  })
})
