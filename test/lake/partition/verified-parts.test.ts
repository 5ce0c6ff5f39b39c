import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { publishedKey } from '../../../src/lake/partition/keys.ts'
import { VerifiedParts } from '../../../src/lake/partition/verified-parts.ts'
import { type Lake, openLake } from '../../../src/lake/paths.ts'
import { DATASETS, DAY, writeTicks } from '../lake.ts'
import { manifestIn, shownPath } from '../lake-files.ts'
import { FaultyStore } from '../store/faulty-store.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'spymaster-verified-'))
const OTHER_DAY = { ...DAY, dt: '2026-01-07' }
/** Single bits that are turned, all over a file. */
const FLIPS = 84

let count = 0
let lake: Lake

beforeEach(async () => {
  lake = openLake(join(FOLDER, `${count++}`), DATASETS)
  await writeTicks(
    lake,
    Array.from({ length: 300 }, (_, row) => row % 7),
  )
  await writeTicks(
    lake,
    Array.from({ length: 300 }, (_, row) => row % 5),
    undefined,
    OTHER_DAY,
  )
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

/** What another process finds. */
async function faultOf(partition = DAY): Promise<string | undefined> {
  const parts = await VerifiedParts.load(lake)
  const fault = await parts.faultOf(partition)
  await parts.save(shownKeys())
  return fault
}

function shownKeys(): Set<string> {
  return new Set(
    [DAY, OTHER_DAY].flatMap((partition) =>
      manifestIn(lake, partition).files.map((file) => publishedKey(lake, partition, file)),
    ),
  )
}

it(`notices each of ${FLIPS} turned bits, all over a file`, async () => {
  const path = shownPath(lake, DAY)
  const sound = readFileSync(path)
  expect(await faultOf()).toBeUndefined()
  for (let flip = 0; flip < FLIPS; flip++) {
    const bytes = Buffer.from(sound)
    bytes[Math.floor(((flip + 0.5) / FLIPS) * bytes.length)] ^= 1 << (flip % 8)
    writeFileSync(path, bytes)
    expect(await faultOf(), `flip ${flip}`).toMatch(
      /^part-00000\.parquet is not the file that was written \(expected sha256 \w{64}, found \w{64}\)$/,
    )
  }
  writeFileSync(path, sound)
  expect(await faultOf()).toBeUndefined()
})

it("notices another day's file in a file's place, and a file that is not there", async () => {
  expect(await faultOf()).toBeUndefined()
  renameSync(shownPath(lake, OTHER_DAY), shownPath(lake, DAY))
  expect(await faultOf()).toMatch(/is not the file that was written/)
  expect(await faultOf(OTHER_DAY)).toBe('part-00000.parquet is not there')
  expect(await faultOf({ ...DAY, symbol: 'ESM6' })).toBe('no manifest names it')
})

it('hashes a file again before it believes that it is not the one that was written', async () => {
  await faultOf()
  const cache = join(lake.root, '.verified.json')
  writeFileSync(cache, readFileSync(cache, 'utf8').replace(/"sha256":"\w{6}/g, '"sha256":"000000'))
  expect(await faultOf()).toBeUndefined()
})

it('hashes a file once, and again when it is another', async () => {
  let opened = 0
  const store = new FaultyStore(lake.store, (call) => {
    if (call === 'open') opened++
  })
  const find = async () => {
    const parts = await VerifiedParts.load({ ...lake, store })
    const fault = await parts.faultOf(DAY)
    await parts.save(shownKeys())
    return fault
  }
  await find()
  await find()
  expect(opened).toBe(1)
  writeFileSync(shownPath(lake, DAY), readFileSync(shownPath(lake, DAY)))
  expect(await find()).toBeUndefined()
  expect(opened).toBe(2)
})

it('a cache that is damaged, or cannot be written, is none', async () => {
  await faultOf()
  for (const text of ['', '{"a":', '[1]', 'null', '{"a":{"etag":1,"sha256":2}}']) {
    writeFileSync(join(lake.root, '.verified.json'), text)
    expect(await faultOf(), text).toBeUndefined()
  }
  const store = new FaultyStore(lake.store, (call) => {
    if (call === 'put') throw new Failure({ code: 'input', what: 'the disk is full' })
  })
  rmSync(join(lake.root, '.verified.json'))
  const parts = await VerifiedParts.load({ ...lake, store })
  expect(await parts.faultOf(DAY)).toBeUndefined()
  await parts.save(shownKeys())
})

it('drops files that are no longer published, and stops on request', async () => {
  await faultOf()
  await faultOf(OTHER_DAY)
  const text = () => readFileSync(join(lake.root, '.verified.json'), 'utf8')
  expect(text()).toContain('dt=2026-01-06')
  const parts = await VerifiedParts.load(lake)
  writeFileSync(shownPath(lake, OTHER_DAY), readFileSync(shownPath(lake, OTHER_DAY)))
  await parts.faultOf(OTHER_DAY)
  await parts.save(new Set([...shownKeys()].filter((key) => key.includes('dt=2026-01-07'))))
  expect(text()).not.toContain('dt=2026-01-06')
  expect(text()).toContain('dt=2026-01-07')
  await expect(parts.faultOf(DAY, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
})
