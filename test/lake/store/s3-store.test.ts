import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashObject } from '../../../src/lake/store/hash.ts'
import { parseOwnedName } from '../../../src/lake/store/owner.ts'
import { S3Store } from '../../../src/lake/store/s3/s3-store.ts'
import { STAGING_FOLDER } from '../../../src/lake/store/staging.ts'
import { FaultyProxy } from '../../s3/faulty-proxy.ts'
import { hasS3, NO_S3, S3Server } from '../../s3/s3-server.ts'
import { onlyIf } from '../../setup/only-if.ts'

const PIECE_BYTES = 1 << 20

let server: S3Server

/** Bytes that differ from place to place. */
function patterned(length: number): Uint8Array {
  const words = Uint32Array.from({ length: length >> 2 }, (_, index) =>
    Math.imul(index, 2_654_435_761),
  )
  return new Uint8Array(words.buffer)
}

/** Files of this process on their way to S3. */
function stagedFiles(): string[] {
  const names = existsSync(STAGING_FOLDER) ? readdirSync(STAGING_FOLDER) : []
  return names.filter((name) => parseOwnedName(name)?.pid === process.pid)
}

async function keysOf(store: S3Store): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys
}

async function uploadPieces(store: S3Store, bytes: Uint8Array) {
  const upload = await store.upload()
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    await upload.write(bytes.subarray(at, at + PIECE_BYTES))
  }
  return upload
}

describe('a store on S3', onlyIf(hasS3, NO_S3), () => {
  beforeAll(async () => {
    server = await S3Server.start()
  })
  afterAll(() => server?.stop())

  it('uploads in parts what is larger than one', async () => {
    const store = await server.store()
    // A part of 16 MB and a bit.
    const bytes = patterned((16 << 20) + 12)
    const upload = await uploadPieces(store, bytes)
    const hash = await upload.finish()
    expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(await store.head('big')).toBeUndefined()
    await upload.store('big')
    await upload.abort()
    // S3 marks objects of two parts.
    expect((await store.head('big'))?.etag).toMatch(/-2"?$/)
    expect(await hashObject(store, 'big')).toBe(hash)
    const reader = await store.open('big')
    expect(reader?.bytes).toBe(bytes.length)
    for (const [start, end] of [
      [0, bytes.length],
      [5, 9_000_003],
      [262_143, 262_145],
      [16_777_215, 16_777_228],
    ]) {
      const found = (await reader?.read(start, end)) ?? new Uint8Array()
      expect(Buffer.compare(found, bytes.subarray(start, end)), `${start}-${end}`).toBe(0)
    }
    await reader?.close()
    expect(stagedFiles()).toEqual([])
  })

  it('leaves nothing of a large upload that is dropped', async () => {
    const store = await server.store()
    const upload = await uploadPieces(store, patterned(17 << 20))
    expect(stagedFiles()).toHaveLength(1)
    await upload.abort()
    expect(stagedFiles()).toEqual([])
    expect(await keysOf(store)).toEqual([])
  })

  it('writes once and reads whole through errors, lost answers and conflicts', async () => {
    const kinds = ['500', 'lost', '503', 'reset'] as const
    const proxy = await FaultyProxy.start(server.endpoint, { every: 3, kinds })
    try {
      const url = await server.lakeUrl()
      const store = new S3Store(url, { endpoint: proxy.endpoint })
      for (let index = 0; index < 4; index++) {
        const key = `a/${index}`
        const text = (version: number) => Buffer.from(`${index} ${version}`)
        expect(await store.putIf(key, text(1), 'absent')).toBe(true)
        expect(await store.putIf(key, text(2), 'absent')).toBe(false)
        const first = await store.read(key)
        expect(Buffer.from(first?.bytes ?? []).toString()).toBe(`${index} 1`)
        expect(await store.putIf(key, text(3), { etag: first?.etag ?? '' })).toBe(true)
        expect(await store.putIf(key, text(4), { etag: first?.etag ?? '' })).toBe(false)
      }
      const bytes = patterned(6 << 20)
      const upload = await uploadPieces(store, bytes)
      const hash = await upload.finish()
      await upload.store('part')
      expect(await hashObject(store, 'part')).toBe(hash)
      expect([...proxy.counts.keys()].sort()).toEqual([...kinds, 'conflict'].sort())
      const plain = new S3Store(url, { endpoint: server.endpoint })
      expect(await keysOf(plain)).toEqual(['a/0', 'a/1', 'a/2', 'a/3', 'part'])
    } finally {
      await proxy.stop()
    }
  })
})
