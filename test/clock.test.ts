import { describe, expect, test } from 'vitest'
import { type Clock, sleep, systemClock } from '../src/clock.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('the machine’s clock', () => {
  test('never goes back, and a timeout does not fire early', async () => {
    const started = systemClock.now()
    await sleep(systemClock, 5)
    // Timers know whole milliseconds.
    expect(systemClock.now() - started).toBeGreaterThan(4)
  })

  test('shows the time since 1970', () => {
    expect(new Date(systemClock.unixMs()).getUTCFullYear()).toBeGreaterThan(2024)
  })

  test('an interval goes on until it is cancelled', async () => {
    let fired = 0
    await new Promise<void>((resolve) => {
      const timer = systemClock.interval(1, () => {
        if (++fired < 3) return
        timer.cancel()
        resolve()
      })
    })
    await sleep(systemClock, 5)
    expect(fired).toBe(3)
  })

  test('a cancelled timeout does not fire, nor does one that holds nothing fail to', async () => {
    let fired = ''
    systemClock.timeout(1, () => (fired += 'cancelled')).cancel()
    systemClock.timeout(1, () => (fired += 'released'), { holdsProcess: false })
    await sleep(systemClock, 5)
    expect(fired).toBe('released')
  })
})

describe('sleep', () => {
  test('ends when its time has come', async () => {
    const clock = new VirtualClock()
    let isOver = false
    sleep(clock, 1000).then(() => {
      isOver = true
    })
    await clock.advance(999)
    expect(isOver).toBe(false)
    await clock.advance(1)
    expect(isOver).toBe(true)
  })

  test.each(['before', 'during'])('aborted %s the wait, it throws the reason', async (when) => {
    const clock = new VirtualClock()
    const controller = new AbortController()
    const reason = new Error('enough')
    if (when === 'before') controller.abort(reason)
    const waiting = sleep(clock, 1000, controller.signal)
    if (when === 'during') controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
  })
})

describe('a virtual clock', () => {
  test('fires timers in order of time, then of setting', async () => {
    const clock: Clock & VirtualClock = new VirtualClock()
    const fired: string[] = []
    const note = (name: string) => fired.push(`${name} ${clock.now()}`)
    clock.timeout(20, () => note('late'))
    clock.timeout(10, () => note('first'))
    clock.timeout(10, () => note('second'))
    const beat = clock.interval(8, () => note('beat'))
    await clock.advance(20)
    beat.cancel()
    await clock.advance(100)
    expect(fired).toEqual(['beat 8', 'first 10', 'second 10', 'beat 16', 'late 20'])
    expect(clock.now()).toBe(120)
    expect(clock.unixMs()).toBe(clock.startUnixMs + 120)
  })
})
