import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Hud } from '../../src/hud/model.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { DayHub } from '../../src/seconds/day-hub.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { OpenDay } from '../../src/seconds/open-day.ts'
import { type RunningServer, serve } from '../../src/serve/server.ts'
import { DAY, removeLake, SYMBOL, servedLake } from '../serve/served-lake.ts'

const TODAY = '2026-01-07'

let lake: Lake
let source: LakeSeconds
let hub: DayHub
let server: RunningServer

beforeAll(async () => {
  lake = await servedLake(120)
  source = await LakeSeconds.open(lake, SYMBOL, DAY)
  hub = new DayHub(lake)
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {}, hub })
})

afterAll(async () => {
  await server.close()
  await source.close()
  removeLake(lake)
})

test('the page follows an open day: it opens at its newest second, with the past, and grows', async () => {
  const first = source.day.firstEndSecond
  const day = new OpenDay({ ...source.day, dt: TODAY }, await source.read(first))
  const grow = async (seconds: number) => {
    for (let count = 0; count < seconds; count++)
      day.append(await source.read(day.day.lastEndSecond + 1))
  }
  await grow(39)
  onTestFinished(hub.add(day))
  const hud = new Hud(server.url)
  onTestFinished(() => hud.close())
  hud.resize(600, 300)
  hud.choose({})
  const shown = () => hud.snapshot.picture
  const reach = (second: number) =>
    expect
      .poll(() => [hud.snapshot.connection, shown()?.second])
      .toEqual([{ phase: 'live' }, second])
  await reach(first + 39)
  await expect.poll(() => shown()?.line.isLoaded.indexOf(0)).toBe(40)
  await grow(20)
  await reach(first + 59)
  expect(shown()?.day.lastEndSecond).toBe(first + 59)
  hud.seek(first + 5)
  await reach(first + 5)
  await grow(20)
  hud.perform('newest-second')
  await reach(first + 79)
  await expect.poll(() => shown()?.line.isLoaded.indexOf(0)).toBe(80)
  await grow(1)
  await reach(first + 80)
  day.end()
  await expect.poll(() => hud.snapshot.connection.phase).toBe('ended')
})
