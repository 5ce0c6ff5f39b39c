import { expect, it } from 'vitest'
import { partitionFact, saveFacts } from '../../../src/lake/partition/facts.ts'
import { listedLake } from '../../../src/lake/partition/listed-lake.ts'
import { readTable } from '../../../src/lake/partition/read-table.ts'
import { openLake } from '../../../src/lake/paths.ts'
import { MemoryStore } from '../../../src/lake/store/memory-store.ts'
import { COMMIT, DATASETS, DAY, writeTicks } from '../lake.ts'

const DATES = Array.from({ length: 70 }, (_, day) => {
  const ms = Date.parse('2026-01-01') + day * 86_400_000
  return new Date(ms).toISOString().slice(0, 10)
})

const isNumber = (value: unknown): value is number => typeof value === 'number'

it('facts are found once for each content, also by later plans', async () => {
  const lake = { ...openLake('memory'), datasets: DATASETS, store: new MemoryStore() }
  for (const [day, dt] of DATES.entries()) await writeTicks(lake, [day], COMMIT, { ...DAY, dt })
  const look = async (name = 'first/1') => {
    const listed = listedLake(lake)
    const found: string[] = []
    const facts: number[] = []
    for (const dt of [...DATES, ...DATES]) {
      const partition = { ...DAY, dt }
      const find = async () => {
        found.push(dt)
        return (await readTable(lake, partition)).columns.quantity[0] as number
      }
      facts.push(await partitionFact(listed, partition, { name, find, isFact: isNumber }))
    }
    await saveFacts(listed)
    expect(facts.slice(0, 70)).toEqual(facts.slice(70))
    return { found, facts }
  }
  const first = await look()
  expect(first.found).toEqual(DATES)
  expect(first.facts[5]).toBe(5)
  expect((await look()).found).toEqual([])
  // Another content, and another rule.
  await writeTicks(lake, [1000], COMMIT, { ...DAY, dt: DATES[5] })
  const changed = await look()
  expect(changed.found).toEqual([DATES[5]])
  expect(changed.facts[5]).toBe(1000)
  expect((await look('first/2')).found).toEqual(DATES)
  // Neither rule has displaced the facts of the other.
  expect((await look()).found).toEqual([DATES[5]])
  await lake.store.put('.facts', Buffer.from('damaged'))
  expect((await look()).found).toEqual(DATES)
})

it('a stored value of another kind is found again', async () => {
  const lake = { ...openLake('memory'), datasets: DATASETS, store: new MemoryStore() }
  for (const dt of DATES) await writeTicks(lake, [1], COMMIT, { ...DAY, dt })
  const look = async (value: unknown, isFact: (value: unknown) => value is unknown) => {
    const listed = listedLake(lake)
    let found = 0
    const find = async () => {
      found++
      return value
    }
    for (const dt of DATES) await partitionFact(listed, { ...DAY, dt }, { name: 'x', find, isFact })
    await saveFacts(listed)
    return found
  }
  const isText = (value: unknown): value is unknown => typeof value === 'string'
  expect(await look('a text', isText)).toBe(70)
  expect(await look(7, isNumber)).toBe(70)
  expect(await look(7, isNumber)).toBe(0)
})
