import { describe, expect, test } from 'vitest'
import { readSide } from '../../src/player/cell-reading.ts'
import { ASKS, BIDS } from '../../src/player/heat-column.ts'
import { type Picture, Player } from '../../src/player/player.ts'
import { MadeSource, OPEN_SECOND, TICK, WALL_TICK } from './made-source.ts'

const COLUMNS = 60
const CELLS = 40

async function opened(options = {}, at = 100) {
  const source = new MadeSource(options)
  const player = new Player(source, OPEN_SECOND + at)
  await player.resolve(COLUMNS, CELLS, 0)
  return { source, player }
}

function pictureOf(player: Player, now = 0): Picture {
  const picture = player.picture(COLUMNS, CELLS, now)
  if (!picture) throw new Error('no picture')
  return picture
}

describe('the player', () => {
  test('before anything is read there is no picture; then it says so', async () => {
    const player = new Player(new MadeSource(), OPEN_SECOND + 50)
    const changed = new Promise<void>((resolve) => {
      player.onChange = () => resolve()
    })
    expect(player.picture(COLUMNS, CELLS, 0)).toBeUndefined()
    await changed
    expect(pictureOf(player).second).toBe(OPEN_SECOND + 50)
    await player.close()
  })

  test('seeks either way, and shows the second before until the new one is read', async () => {
    const { player } = await opened({ seconds: 900 }, 800)
    for (const at of [20, 700, 350, 899, 1]) {
      const before = pictureOf(player).second
      player.clock.seek(0, OPEN_SECOND + at)
      expect(pictureOf(player).second).toBe(before)
      await player.resolve(COLUMNS, CELLS, 0)
      const picture = pictureOf(player)
      expect(picture.second).toBe(OPEN_SECOND + at)
      const ends = picture.columns.map((column) => column?.last)
      // The first seconds of the day are stretched over the whole heatmap.
      const shown = Math.min(at, COLUMNS)
      const expected = Array.from(
        { length: COLUMNS },
        (_, column) => OPEN_SECOND + at - shown + 1 + Math.floor((column * shown) / COLUMNS),
      )
      expect(ends).toEqual(expected)
    }
    await player.close()
  })

  test('plays on by itself, seconds left out where reading is late, none of the time', async () => {
    const { player } = await opened({ seconds: 240 }, 10)
    player.perform('pause', 0)
    expect(player.clock.isPlaying(0)).toBe(true)
    await player.resolve(COLUMNS, CELLS, 7_400)
    expect(pictureOf(player, 7_400).second).toBe(OPEN_SECOND + 17)
    await player.resolve(COLUMNS, CELLS, 9_999_000)
    const picture = pictureOf(player, 9_999_000)
    expect(picture.second).toBe(OPEN_SECOND + 240)
    expect(picture.hasEnded).toBe(true)
    expect(picture.isPlaying).toBe(false)
    await player.close()
  })

  test('nothing of the future is in the picture', async () => {
    const { player } = await opened({ seconds: 240 }, 100)
    for (const columnSeconds of [1, 5, 60]) {
      player.view = { ...player.view, columnSeconds, candles: true }
      await player.resolve(COLUMNS, CELLS, 0)
      const { columns, candles, second } = pictureOf(player)
      expect(Math.max(...columns.map((column) => column?.last ?? 0))).toBe(second)
      expect(Math.max(...candles.map(({ last }) => last))).toBe(second)
    }
    await player.close()
  })

  test("the session's volume by price is the sum of the rows so far", async () => {
    const { player, source } = await opened({ seconds: 700 }, 650)
    const { profile, second } = pictureOf(player)
    expect(profile.since).toBe(source.day.firstEndSecond)
    const spots = new Map(
      source.rows.snap.map((row) => [row.second, row.spot_ref_price_int / TICK]),
    )
    const bought = new Map<number, number>()
    const sold = new Map<number, number>()
    for (const row of source.rows.wall.filter((row) => row.second <= second)) {
      const tick = Number(spots.get(row.second)) + row.rel_ticks
      const sums = row.side === ASKS ? bought : sold
      sums.set(tick, (sums.get(tick) ?? 0) + row.fill_qty + row.hidden_fill_qty)
    }
    for (let offset = 0; offset < profile.bought.length; offset++) {
      const tick = profile.firstTick + offset
      expect(profile.bought[offset]).toBe(bought.get(tick) ?? 0)
      expect(profile.sold[offset]).toBe(sold.get(tick) ?? 0)
    }
    await player.close()
  })

  test('candles are the trades of two minutes', async () => {
    const { player, source } = await opened({ seconds: 700 }, 650)
    player.view = { ...player.view, candles: true, columnSeconds: 15 }
    await player.resolve(COLUMNS, CELLS, 0)
    const { candles, second } = pictureOf(player)
    expect(candles.length).toBeGreaterThan(3)
    for (const { first, last, open, high, low, close } of candles) {
      expect(first % 120).toBe(1)
      const trades = source.rows.snap.filter(
        (row) =>
          row.second >= first && row.second <= Math.min(last, second) && row.trade_volume > 0,
      )
      const prices = (name: string) => trades.map((row) => row[name] / TICK)
      expect(open).toBe(prices('trade_open_price_int')[0])
      expect(close).toBe(prices('trade_close_price_int').at(-1))
      expect(high).toBe(Math.max(...prices('trade_high_price_int')))
      expect(low).toBe(Math.min(...prices('trade_low_price_int')))
    }
    await player.close()
  })

  test('the pulled wall is an event of note, found from either side', async () => {
    const { player } = await opened({ seconds: 240 }, 10)
    const gone = OPEN_SECOND + 121
    let found = await player.findEvent(1, 0)
    while (found && found.kind !== 'wall gone') found = await player.findEvent(1, 0)
    expect(found?.second).toBe(gone)
    expect(found?.low).toBe(WALL_TICK)
    expect(found?.high).toBe(WALL_TICK)
    expect(found?.side).toBe('asks')
    expect(found?.lots).toBeGreaterThan(800)
    expect(player.clock.second(0)).toBe(gone)
    player.clock.seek(0, OPEN_SECOND + 239)
    found = await player.findEvent(-1, 0)
    while (found && found.kind !== 'wall gone') found = await player.findEvent(-1, 0)
    expect(found?.second).toBe(gone)
    expect(await playedBack(player)).toBeUndefined()
    await player.close()
  })

  test('keys: marks, jumps, steps, speeds', async () => {
    const { player } = await opened({}, 100)
    const { clock } = player
    player.perform('mark', 0)
    player.perform('forward-1m', 0)
    expect(clock.second(0)).toBe(OPEN_SECOND + 160)
    player.perform('jump-to-mark', 0)
    expect(clock.second(0)).toBe(OPEN_SECOND + 100)
    player.perform('pause', 0)
    player.perform('step', 0)
    expect(clock.isPlaying(0)).toBe(false)
    expect(clock.second(0)).toBe(OPEN_SECOND + 101)
    player.perform('double-speed', 0)
    player.perform('faster', 0)
    expect(clock.speed).toBeCloseTo(2.2)
    player.perform('normal-speed', 0)
    expect(clock.speed).toBe(1)
    await player.close()
  })

  test('the crosshair stays within the heatmap', async () => {
    const { player } = await opened()
    pictureOf(player)
    for (let times = 0; times < 100; times++) player.perform('crosshair-left', 0)
    for (let times = 0; times < 100; times++) player.perform('crosshair-up', 0)
    expect(player.crosshair).toEqual({ column: COLUMNS - 1, cell: 0 })
    for (let times = 0; times < 100; times++) player.perform('crosshair-right', 0)
    for (let times = 0; times < 100; times++) player.perform('crosshair-down', 0)
    expect(player.crosshair).toEqual({ column: 0, cell: CELLS - 1 })
    await player.close()
  })

  test('a failure to read is reported', async () => {
    const { player, source } = await opened({ seconds: 900 }, 100)
    const told = new Promise((resolve) => {
      player.onChange = (error) => error && resolve(error)
    })
    source.readRange = () => Promise.reject(new Error('unreadable'))
    player.clock.seek(0, OPEN_SECOND + 800)
    player.picture(COLUMNS, CELLS, 0)
    expect(await told).toEqual(new Error('unreadable'))
    await player.close()
    expect(source.isClosed).toBe(true)
  })

  test('the newest second by itself is what the ladder shows', async () => {
    const { player, source } = await opened()
    const { newest, second } = pictureOf(player)
    const rows = source.rows.wall.filter((row) => row.second === second)
    const total = rows.reduce((sum, row) => sum + row.depth_qty_end, 0)
    if (!newest) throw new Error('no second')
    let shown = 0
    for (let tick = newest.firstTick; tick < newest.firstTick + newest.ticks; tick++) {
      shown += readSide(newest, ASKS, tick).depth + readSide(newest, BIDS, tick).depth
    }
    expect(shown).toBe(total)
    await player.close()
  })
})

/** Goes back from event to event until there is none. */
async function playedBack(player: Player) {
  for (let times = 0; times < 50; times++) if (!(await player.findEvent(-1, 0))) return undefined
  throw new Error('there is always another one')
}
