import { rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { SURFACE_DATASETS } from '../../src/seconds/second.ts'
import { DayWatch } from '../../src/serve/day-watch.ts'
import { manifestPath } from '../lake/lake-files.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { DAY, removeLake, SYMBOL, servedLake } from './served-lake.ts'

test('a change is noticed at the next look, once; none after the watch is closed', async () => {
  const lake = await servedLake(5)
  onTestFinished(() => removeLake(lake))
  const clock = new VirtualClock()
  const name = { symbol: SYMBOL, dt: DAY }
  const [watch, other] = [
    await DayWatch.begin(lake, name, clock),
    await DayWatch.begin(lake, name, clock),
  ]
  let changes = 0
  watch.watch(() => changes++)
  other.watch(() => expect.unreachable())
  await clock.advance(2000)
  expect(changes).toBe(0)
  other.close()
  rmSync(manifestPath(lake, { dataset: SURFACE_DATASETS.wall, ...name }))
  await clock.advance(250)
  expect(changes).toBe(1)
  expect(clock.pending).toBe(0)
})
