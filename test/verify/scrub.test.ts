import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { publishedKey } from '../../src/lake/partition/keys.ts'
import { VerifiedParts } from '../../src/lake/partition/verified-parts.ts'
import { runCheck } from '../../src/verify/run-checks.ts'
import { scrub } from '../../src/verify/scrub.ts'
import { emptyLake } from '../lake/empty-lake.ts'
import { DAY, writeTicks } from '../lake/lake.ts'
import { manifestIn, shownPath } from '../lake/lake-files.ts'
import { VirtualClock } from '../virtual-clock.ts'

const { signal } = new AbortController()

it('finds rot that changed neither size nor time, and has queries find it too', async () => {
  const lake = emptyLake()
  await writeTicks(lake, [1, 2, 3])
  const clock = new VirtualClock()
  const run = async () => {
    return clock.during(runCheck(scrub(clock), lake, [DAY], signal))
  }
  const queryFinds = async () => {
    const parts = await VerifiedParts.load(lake)
    const fault = await parts.faultOf(DAY)
    await parts.save(new Set([publishedKey(lake, DAY, manifestIn(lake, DAY).files[0])]))
    return fault
  }
  expect(await queryFinds()).toBeUndefined()
  const sound = await run()
  const path = shownPath(lake, DAY)
  const { atime, mtime, size } = statSync(path)
  expect(sound).toMatchObject({ pass: true, counted: { files: 1, bytes: size } })

  // A time of whole milliseconds comes back exactly.
  utimesSync(path, atime, new Date(Math.floor(mtime.getTime())))
  expect(await queryFinds()).toBeUndefined()
  const kept = statSync(path)
  const bytes = readFileSync(path)
  bytes[size >> 1] ^= 4
  writeFileSync(path, bytes)
  utimesSync(path, kept.atime, kept.mtime)
  expect(await queryFinds()).toBeUndefined()
  const rotten = await run()
  expect(rotten.pass).toBe(false)
  expect(rotten.offending[0]).toMatch(/part-00000\.parquet: sha256 is \w{64}, expected \w{64}$/)
  expect(await queryFinds()).toMatch(/is not the file that was written/)
})

it('reads 50 MB a second at most', async () => {
  const lake = emptyLake()
  await writeTicks(
    lake,
    Array.from({ length: 200_000 }, (_, row) => (row * 7919) % 1_000_003),
  )
  const clock = new VirtualClock()
  const { size } = statSync(shownPath(lake, DAY))
  let isDone = false
  const done = runCheck(scrub(clock), lake, [DAY], signal).then(() => {
    isDone = true
  })
  const needed = (size / 50e6) * 1000
  await clock.advance(needed * 0.9)
  expect(isDone).toBe(false)
  await clock.during(done)
})

it('a day without its file, or without a manifest, does not pass', async () => {
  const lake = emptyLake()
  const clock = new VirtualClock()
  const none = await clock.during(runCheck(scrub(clock), lake, [DAY], signal))
  expect(none.offending).toEqual(['no manifest names its files'])
  await writeTicks(lake, [1])
  await lake.store.remove(publishedKey(lake, DAY, manifestIn(lake, DAY).files[0]))
  const done = clock.during(runCheck(scrub(clock), lake, [DAY], signal))
  expect((await done).offending[0]).toMatch(/: the file is not there$/)
})

it('a day that is replaced while its file is hashed has not rotted', async () => {
  const lake = emptyLake()
  await writeTicks(lake, [1])
  const clock = new VirtualClock()
  const path = shownPath(lake, DAY)
  // What a run leaves that has written its manifest and not yet shown its file.
  const [file] = manifestIn(lake, DAY).files
  await lake.store.put(publishedKey(lake, DAY, file), Buffer.from('of before'))
  const done = runCheck(scrub(clock), lake, [DAY], signal)
  await clock.advance(1000)
  await writeTicks(lake, [1])
  expect(await clock.during(done)).toMatchObject({ pass: true })
  writeFileSync(path, 'rotten')
  const again = runCheck(scrub(clock), lake, [DAY], signal)
  await clock.advance(1000)
  await writeTicks(lake, [2])
  expect(await clock.during(again)).toMatchObject({ pass: true })
})
