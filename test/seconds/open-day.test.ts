import { describe, expect, test } from 'vitest'
import { OpenDay } from '../../src/seconds/open-day.ts'
import type { Second, SurfaceName } from '../../src/seconds/second.ts'
import { MadeSource } from '../player/made-source.ts'
import { rowsOf } from '../surfaces/run-seconds.ts'

const source = new MadeSource({ seconds: 12 })
const { firstEndSecond: FIRST, lastEndSecond: LAST } = source.day

/** An open day of the made day's first seconds. */
async function openDay(seconds: number, stored?: MadeSource): Promise<OpenDay> {
  const { firstEndSecond, lastEndSecond, surfaces, ...facts } = source.day
  const day = new OpenDay(facts, await source.read(FIRST), stored)
  await append(day, seconds - 1)
  return day
}

async function append(day: OpenDay, seconds: number): Promise<void> {
  for (let count = 0; count < seconds; count++) {
    day.append(await source.read(day.day.lastEndSecond + 1))
  }
}

const rows = ({ surfaces }: Second) =>
  Array.from(surfaces, ([name, table]) => [name, rowsOf(table)] as const)

describe('an open day', () => {
  test('grows, and tells its last second', async () => {
    const day = await openDay(3)
    expect(day.day).toEqual({ ...source.day, lastEndSecond: FIRST + 2, isOpen: true })
    await append(day, 1)
    expect([day.day.lastEndSecond, day.hasEnded]).toEqual([FIRST + 3, false])
    day.end()
    expect([day.day.isOpen, day.hasEnded]).toEqual([false, true])
  })

  test('reads the part so far as it was appended; beyond it every surface is empty', async () => {
    const day = await openDay(12)
    for (let second = FIRST; second <= LAST; second++) {
      expect(rows(await day.read(second))).toEqual(rows(await source.read(second)))
    }
    for (const second of [FIRST - 1, LAST + 1]) {
      const { surfaces } = await day.read(second)
      expect([...surfaces.keys()]).toEqual(source.day.surfaces)
      expect([...surfaces.values()].map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0])
    }
  })

  test('keeps seconds of its own: what was appended may change', async () => {
    const day = await openDay(1)
    const second = await source.read(FIRST + 1)
    const before = rows(second)
    day.append(second)
    second.surfaces.get('wall')?.column('depth_qty_end', 'int32').fill(-1)
    expect(rows(await day.read(FIRST + 1))).toEqual(before)
  })

  test('has ranges of seconds in order', async () => {
    const day = await openDay(9)
    const found = await day.readRange('wall', FIRST + 2, FIRST + 20)
    const expected = await source.readRange('wall', FIRST + 2, FIRST + 8)
    expect(found.flatMap(rowsOf)).toEqual(expected.flatMap(rowsOf))
    expect(await day.readRange('gex', FIRST, LAST)).toEqual([])
  })

  test('lets go of what the store has, and reads that from there', async () => {
    const day = await openDay(9, new MadeSource({ seconds: 12 }))
    day.release(FIRST + 4)
    expect(day.keptSeconds).toBe(4)
    expect(rows(await day.read(FIRST + 1))).toEqual(rows(await source.read(FIRST + 1)))
    const found = await day.readRange('wall', FIRST + 2, FIRST + 7)
    const expected = await source.readRange('wall', FIRST + 2, FIRST + 7)
    expect(found.flatMap(rowsOf)).toEqual(expected.flatMap(rowsOf))
    day.release(LAST)
    await append(day, 1)
    expect([day.keptSeconds, day.day.lastEndSecond]).toEqual([1, FIRST + 9])
  })

  test('asks the store for the surfaces that are named, as a finished day is asked', async () => {
    const asked: (readonly string[] | undefined)[] = []
    const store = {
      read: (endSecond: number, more?: readonly SurfaceName[]) => {
        asked.push(more)
        return source.read(endSecond)
      },
      readRange: async () => [],
    }
    const day = new OpenDay(source.day, await source.read(FIRST), store)
    await append(day, 2)
    day.release(FIRST + 1)
    await day.read(FIRST, ['hedge_profile'])
    expect(asked).toEqual([['hedge_profile']])
  })

  test('a second is waited for until it comes, or the day ends without it', async () => {
    const day = await openDay(2)
    expect(await day.reach(FIRST)).toBe(true)
    const [third, fourth] = [day.reach(FIRST + 2), day.reach(FIRST + 3)]
    await append(day, 1)
    expect(await third).toBe(true)
    day.end()
    expect(await fourth).toBe(false)
    expect(await day.reach(FIRST + 9)).toBe(false)
  })

  test('calls its listeners for each second and its end, until they unsubscribe', async () => {
    const day = await openDay(1)
    const heard: number[] = []
    const stop = day.listen(() => heard.push(day.hasEnded ? 0 : day.day.lastEndSecond))
    await append(day, 2)
    day.end()
    stop()
    expect(heard).toEqual([FIRST + 1, FIRST + 2, 0])
  })

  test('refuses a gap, seconds after its end, and the release of seconds that are not stored', async () => {
    const day = await openDay(1)
    const later = await source.read(FIRST + 2)
    expect(() => day.append(later)).toThrow('does not follow')
    expect(() => day.release(FIRST)).toThrow('nothing else has')
    day.end()
    expect(() => day.append(later)).toThrow('has ended')
  })
})
