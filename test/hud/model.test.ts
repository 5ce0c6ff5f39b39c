import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Hud } from '../../src/hud/model.ts'
import type { HudPicture } from '../../src/hud/picture.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { readCell } from '../../src/player/cell-reading.ts'
import { ColumnStore } from '../../src/player/column-store.ts'
import { DayLine } from '../../src/player/day-line.ts'
import { readMoment } from '../../src/player/moment.ts'
import { volumeProfile } from '../../src/player/volume-profile.ts'
import { LakeSeconds } from '../../src/seconds/lake-seconds.ts'
import { type RunningServer, type ServeOptions, serve } from '../../src/serve/server.ts'
import { DAY, removeLake, SYMBOL, servedLake } from '../serve/served-lake.ts'

/** The model against a real server, beside the lake itself. */
const SECONDS = 700

let lake: Lake
let stored: LakeSeconds
let store: ColumnStore
let server: RunningServer
let hud: Hud

const listen = (options: Partial<ServeOptions> = {}) =>
  serve(lake, { host: '127.0.0.1', port: 0, log: () => {}, ...options })

beforeAll(async () => {
  lake = await servedLake(SECONDS)
  stored = await LakeSeconds.open(lake, SYMBOL, DAY)
  const { firstEndSecond, lastEndSecond } = stored.day
  store = new ColumnStore(stored, new DayLine(stored))
  for (let second = firstEndSecond; second < lastEndSecond; second += 300) await store.load(second)
  await store.load(lastEndSecond)
})

afterAll(async () => {
  await stored.close()
  removeLake(lake)
})

beforeEach(async () => {
  server = await listen()
  hud = new Hud(server.url)
  hud.resize(600, 300)
})

afterEach(async () => {
  hud.close()
  await server.close()
})

/** Waits until something holds of the snapshot. */
async function until(holds: () => boolean, milliseconds = 100_000): Promise<void> {
  const deadline = performance.now() + milliseconds
  while (!holds()) {
    if (performance.now() > deadline) {
      const { connection, trouble, picture } = hud.snapshot
      throw new Error(JSON.stringify({ connection, trouble, second: picture?.second }))
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function picture(): HudPicture {
  const { picture } = hud.snapshot
  if (!picture) throw new Error('no data yet')
  return picture
}

/** Paused at a second, counted from the day's first, with all that is in view. */
async function pausedAt(index: number): Promise<HudPicture> {
  const second = stored.day.firstEndSecond + index
  hud.choose({ symbol: SYMBOL, dt: DAY, second })
  await until(() => hud.snapshot.picture !== undefined)
  hud.setPlaying(false)
  hud.seek(second)
  await until(() => picture().second === second && picture().isComplete)
  return picture()
}

describe('a day', () => {
  test('what is left out is what the server has; the day is the one of the lake', async () => {
    hud.choose({})
    await until(() => hud.snapshot.connection.phase === 'live')
    expect(hud.snapshot.choice).toEqual({ symbol: SYMBOL, dt: DAY })
    expect(picture().day).toEqual(stored.day)
    expect(picture().view.layer).toBe('both')
    await until(() => hud.snapshot.catalog !== undefined)
    expect(hud.snapshot.catalog?.map(({ symbol }) => symbol)).toEqual([SYMBOL])
  })

  test('the newest second is the lake’s, and so is the past in view', async () => {
    const { second, day, moment, newest, scale, viewport } = await pausedAt(450)
    expect(moment).toEqual(await readMoment(stored, second))
    expect(newest).toEqual(store.second(second))
    expect(scale.highDepth).toBeGreaterThan(scale.lowDepth)
    const { first, last } = viewport.columns
    expect(last - first).toBeGreaterThan(150)
    for (const number of [last, last - 1, last - 100, first]) {
      const x = viewport.columnToX(number) + viewport.columnWidth / 2
      hud.setPointer({ x: Math.max(x, 0), y: 100 })
      const crosshair = picture().crosshair
      const column = store.column(1, number, second)
      if (!column || !crosshair) throw new Error('there is no such column')
      expect(crosshair.second).toBe(number)
      expect(crosshair.reading).toEqual(readCell(column, crosshair.tick, day.maxRelTicks))
    }
  })

  test('the session’s volume is the lake’s, to the lot', async () => {
    const { second, day } = await pausedAt(520)
    await until(() => picture().profile.since === day.firstEndSecond)
    const expected = volumeProfile(store, day.firstEndSecond, second)
    const { bought, sold, maxVolume } = picture().profile
    const sum = (lots: Int32Array) => lots.reduce((total, lot) => total + lot, 0)
    expect(sum(bought) + sum(sold)).toBeGreaterThan(0)
    expect([sum(bought), sum(sold), maxVolume]).toEqual([
      sum(expected.bought),
      sum(expected.sold),
      expected.maxVolume,
    ])
  })

  test('wider columns are the lake’s', async () => {
    await pausedAt(450)
    hud.perform('time-out')
    hud.perform('time-out')
    await until(() => picture().isComplete && picture().viewport.columnSeconds === 5)
    const { second, day, viewport } = picture()
    for (const number of [viewport.columns.last, viewport.columns.last - 20]) {
      hud.setPointer({ x: viewport.columnToX(number) + 1, y: 150 })
      const crosshair = picture().crosshair
      const column = store.column(5, number * 5, second)
      if (!column || !crosshair) throw new Error('there is no such column')
      expect(crosshair.reading).toEqual(readCell(column, crosshair.tick, day.maxRelTicks))
    }
  })

  test('zoomed in, a footprint: what the lake has traded at each price and column', async () => {
    const { second, day } = await pausedAt(520)
    expect(picture().footprint).toEqual([])
    hud.zoom(100, 100, 600, 150)
    await until(() => picture().isComplete && picture().footprint.length > 0)
    const { footprint, viewport } = picture()
    for (const { column, tick, bought, sold } of footprint) {
      const found = store.column(viewport.columnSeconds, column * viewport.columnSeconds, second)
      if (!found) throw new Error('there is no such column')
      const { asks, bids } = readCell(found, tick, day.maxRelTicks)
      expect([bought, sold]).toEqual([asks.fill + asks.hidden, bids.fill + bids.hidden])
    }
    hud.perform('trades')
    expect(picture().footprint).toEqual([])
  })

  test('events of note are found in the whole day, the nearest at once', async () => {
    await pausedAt(0)
    const found = await hud.findEvent(1)
    if (!found) throw new Error('the day has no event of note')
    await until(() => picture().second === found.second)
    await until(() => picture().events.some(({ second }) => second === found.second))
    const inOrder = picture().events.toSorted((one, other) => one.second - other.second)
    expect(picture().events).toEqual(inOrder)
  })
})

describe('control', () => {
  test('steps, jumps, speed and the end', async () => {
    const { second } = await pausedAt(100)
    hud.perform('step')
    await until(() => picture().second === second + 1)
    hud.perform('back-5s')
    hud.perform('back-5s')
    await until(() => picture().second === second - 9)
    expect(hud.snapshot.connection.phase).toBe('paused')
    hud.perform('double-speed')
    expect(picture().speed).toBe(2)
    hud.perform('full-speed')
    hud.perform('pause')
    await until(() => hud.snapshot.connection.phase === 'ended')
    expect(picture().second).toBe(stored.day.lastEndSecond)
    expect(picture().hasEnded).toBe(true)
    hud.perform('normal-speed')
    hud.seek(second)
    await until(() => picture().second >= second && picture().second < second + 5)
    expect(picture().isPlaying).toBe(true)
  })

  test('a mark, and back to it', async () => {
    const { second } = await pausedAt(200)
    hud.perform('mark')
    hud.perform('back-1m')
    await until(() => picture().second === second - 60)
    expect(picture().mark).toBe(second)
    hud.perform('jump-to-mark')
    await until(() => picture().second === second)
  })

  test('the past that is panned to is read, and stays while the day plays on', async () => {
    await pausedAt(650)
    hud.pan(1500, 0)
    const { viewport, isFollowing } = picture()
    expect(isFollowing).toBe(false)
    await until(() => picture().isComplete)
    hud.setPlaying(true)
    const { second } = picture()
    await until(() => picture().second > second)
    expect(picture().viewport.rightColumn).toBe(viewport.rightColumn)
    hud.perform('fit')
    expect(picture().isFollowing).toBe(true)
  })

  test('one snapshot until something changes, and a listener that is told', async () => {
    await pausedAt(10)
    await new Promise((resolve) => setTimeout(resolve, 100))
    let told = 0
    const end = hud.subscribe(() => told++)
    const before = hud.snapshot
    expect(hud.snapshot).toBe(before)
    for (let change = 0; change < 20; change++) hud.perform('next-layer')
    expect(hud.snapshot).not.toBe(before)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(told).toBeGreaterThan(0)
    expect(told).toBeLessThan(6)
    end()
    hud.perform('next-layer')
    const after = told
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(told).toBe(after)
  })
})

describe('a server that goes', () => {
  test('and comes back: the same second, paused as before, with its past', async () => {
    const { second } = await pausedAt(300)
    const { port } = new URL(server.url)
    await server.close()
    await until(() => hud.snapshot.connection.phase === 'retrying')
    expect(picture().second).toBe(second)
    server = await listen({ port: Number(port) })
    await until(() => hud.snapshot.connection.phase === 'paused')
    expect(picture().second).toBe(second)
    hud.perform('step')
    await until(() => picture().second === second + 1)
  })

  test('is not asked again and again for what is in view', async () => {
    await pausedAt(690)
    await server.close()
    const asked = vi.spyOn(globalThis, 'fetch')
    hud.perform('time-out')
    hud.perform('back-1m')
    hud.pan(300, 0)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(asked.mock.calls.length).toBeLessThan(30)
    asked.mockRestore()
    server = await listen({ port: Number(new URL(server.url).port) })
    await until(() => picture().isComplete)
    expect(hud.snapshot.trouble).toBeUndefined()
  })

  test('a day that it does not have is refused, and another can be chosen', async () => {
    hud.choose({ symbol: SYMBOL, dt: '2026-01-05' })
    await until(() => hud.snapshot.connection.phase === 'refused')
    const { connection } = hud.snapshot
    expect(JSON.stringify(connection)).toContain('2026-01-05')
    hud.choose({ symbol: SYMBOL, dt: DAY })
    await until(() => hud.snapshot.connection.phase === 'live')
  })

  test('a token in the page’s own address goes to stream and history; another does not do', async () => {
    const guarded = await listen({ token: 'secret of the house' })
    try {
      hud.close()
      hud = new Hud(`${guarded.url}/?token=${encodeURIComponent('secret of the house')}`)
      hud.resize(600, 300)
      await pausedAt(400)
      hud.close()
      hud = new Hud(`${guarded.url}/?token=another`)
      hud.choose({ symbol: SYMBOL, dt: DAY })
      await until(() => hud.snapshot.connection.phase === 'refused')
      expect(JSON.stringify(hud.snapshot.connection)).toMatch(/token/i)
    } finally {
      await guarded.close()
    }
  })
})
