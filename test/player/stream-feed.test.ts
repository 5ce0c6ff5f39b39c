import { describe, expect, test } from 'vitest'
import { chunkOf } from '../../src/player/chunk.ts'
import { ColumnStore } from '../../src/player/column-store.ts'
import { DayLine } from '../../src/player/day-line.ts'
import { readMoment } from '../../src/player/moment.ts'
import { PictureReader } from '../../src/player/picture-reader.ts'
import { MadeSource } from './made-source.ts'

/** What a stream brings second by second is what is read at once: the two beside each other. */
const source = new MadeSource({ seconds: 700, preOpen: 5, hasOptions: true })
const { firstEndSecond, lastEndSecond } = source.day

async function readStore(): Promise<ColumnStore> {
  const store = new ColumnStore(source, new DayLine(source))
  for (let second = firstEndSecond; second <= lastEndSecond; second += 300) await store.load(second)
  await store.load(lastEndSecond)
  return store
}

/** A reader that has been fed some seconds. */
async function fed(seconds: readonly number[]): Promise<PictureReader> {
  const reader = new PictureReader(source)
  for (const second of seconds) reader.add(await source.read(second))
  return reader
}

const all = Array.from({ length: 700 }, (_, index) => firstEndSecond + index)

describe('a store that a stream feeds', () => {
  test('has the columns that a store has which reads', async () => {
    const [reader, store] = [await fed(all), await readStore()]
    for (const width of [1, 2, 5, 15, 60]) {
      for (let second = firstEndSecond; second <= lastEndSecond; second += width) {
        const column = reader.store.column(width, second, lastEndSecond)
        expect(column).toEqual(store.column(width, second, lastEndSecond))
      }
    }
    expect(reader.moment).toEqual(await readMoment(source, lastEndSecond))
  })

  test('reads seconds that it did not receive', async () => {
    const now = firstEndSecond + 400
    const isLost = (second: number) => second === now - 20 || second === now - 21
    const reader = await fed(all.filter((second) => second <= now && !isLost(second)))
    expect(reader.store.column(1, now - 20, now)).toBeUndefined()
    expect(reader.store.second(now - 21)).toBeUndefined()
    expect(reader.store.has(60, now - 20, now)).toBe(false)
    expect(reader.store.column(1, now - 22, now)).toBeDefined()
    await reader.store.load(now - 20, now)
    const store = await readStore()
    expect(reader.store.column(1, now - 20, now)).toEqual(store.column(1, now - 20, now))
    expect(reader.store.column(60, now, now)).toEqual(store.column(60, now, now))
  })

  test('reads nothing after the newest second', async () => {
    const now = firstEndSecond + 310
    const reader = await fed([now])
    reader.loadColumns({ columns: 400, columnSeconds: 1 })
    await reader.resolve(now, { columns: 400, columnSeconds: 1 })
    expect(reader.store.has(1, now, now)).toBe(true)
    expect(reader.store.has(1, firstEndSecond, now)).toBe(true)
    const chunk = await reader.store.load(now, now)
    expect(chunk.hasSeconds(firstEndSecond, now)).toBe(true)
    expect(chunk.isLoaded[now + 1 - chunk.first]).toBe(0)
  })

  test('a second that comes while its chunk is being read counts once', async () => {
    const now = firstEndSecond + 50
    const reader = await fed([now])
    const reading = reader.store.load(now, now + 5)
    for (let second = now + 1; second <= now + 5; second++) reader.add(await source.read(second))
    await reading
    const store = await readStore()
    for (let second = firstEndSecond; second <= now + 5; second++) {
      expect(reader.store.column(1, second, now + 5)).toEqual(store.column(1, second, now + 5))
    }
  })

  test('says when what is being read is not what is looked at', async () => {
    const reader = await fed([lastEndSecond])
    reader.loadColumns({ columns: 10, columnSeconds: 1 })
    expect(reader.isLoadingElsewhere).toBe(false)
    reader.loadColumns({ columns: 10, columnSeconds: 1, lastSecond: firstEndSecond + 20 })
    expect(chunkOf(firstEndSecond + 20)).not.toBe(chunkOf(lastEndSecond))
    expect(reader.isLoadingElsewhere).toBe(true)
    await reader.resolve(lastEndSecond, { columns: 10, columnSeconds: 1 })
  })
})
