import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { clockText } from '../../src/player/clock-text.ts'
import { Player } from '../../src/player/player.ts'
import type { SecondSource, SurfaceName } from '../../src/seconds/second.ts'
import type { Table } from '../../src/table/table.ts'
import { type ReplayOptions, replay } from '../../src/tui/replay.ts'
import { Terminal } from '../../src/tui/terminal.ts'
import { MadeSource, OPEN_SECOND } from '../player/made-source.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { TerminalScreen } from './terminal-screen.ts'

/** A terminal of streams, and the screen it would show. */
class FakeTerminal {
  readonly stdin = Object.assign(new PassThrough(), {
    isRaw: false,
    setRawMode(isRaw: boolean) {
      this.isRaw = isRaw
    },
  })
  readonly stdout = Object.assign(new PassThrough(), { columns: 100, rows: 30 })
  readonly screen = new TerminalScreen(100, 30)
  readonly clock = new VirtualClock()
  readonly terminal: Terminal
  bytes = 0
  #shown: Promise<void> = Promise.resolve()

  constructor() {
    const streams = [this.stdin, this.stdout] as unknown as [NodeJS.ReadStream, NodeJS.WriteStream]
    this.terminal = new Terminal(...streams, { mouse: true, clock: this.clock })
    this.stdout.on('data', (data: Buffer) => {
      this.bytes += data.length
      this.#shown = this.#shown.then(() => this.screen.write(data))
    })
  }

  get options(): ReplayOptions {
    const save = async (name: string) => name
    const { terminal, clock } = this
    return { terminal, clock, capabilities: { depth: 24, utf8: true }, save, plays: false }
  }

  async until(holds: (text: string) => boolean): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      await this.#shown
      if (holds(this.screen.text())) return
      await this.clock.advance(10)
    }
    throw new Error(`never:\n${this.screen.text()}`)
  }
}

/** A day whose rows cannot be read any more at some point. */
class BreakingSource extends MadeSource {
  isBroken = false

  override readRange(surface: SurfaceName, from: number, to: number): Promise<readonly Table[]> {
    if (this.isBroken) throw new Error('the disk is gone')
    return super.readRange(surface, from, to)
  }
}

describe('the live replay', () => {
  test('shows the day, and gives the terminal back when it is quit', async () => {
    const fake = new FakeTerminal()
    const player = new Player(new MadeSource(), OPEN_SECOND + 100)
    const ended = replay(player, fake.options)
    await fake.until((text) => text.includes('ESH6  2026-01-06'))
    expect(fake.screen.isAlternate).toBe(true)
    expect(fake.stdin.isRaw).toBe(true)
    fake.stdin.write('q')
    expect(await ended).toBe('quit')
    await fake.until(() => !fake.screen.isAlternate)
    expect(fake.stdin.isRaw).toBe(false)
    await player.close()
  })

  test('an alert rings when playing passes it, and not when a jump does', async () => {
    const fake = new FakeTerminal()
    let bells = 0
    fake.stdout.on('data', (data: Buffer) => {
      bells += data.toString('latin1').split('\x07').length - 1
    })
    const player = new Player(new MadeSource(), OPEN_SECOND + 100)
    player.addAlerts([
      { second: OPEN_SECOND + 103, name: 'above_score > 0.8' },
      { second: OPEN_SECOND + 120, name: 'squeeze' },
    ])
    const ended = replay(player, { ...fake.options, plays: true, hasBell: true })
    await fake.until((text) => text.includes('09:31:43  alert: above_score > 0.8'))
    expect(bells).toBe(1)
    fake.stdin.write('\x1b[A')
    await fake.until((text) => text.includes('09:32:4'))
    expect(bells).toBe(1)
    // The list has it, before all others.
    fake.stdin.write('e')
    await fake.until((text) => text.includes('▸■ 09:31:43  alert: above_score > 0.8'))
    fake.stdin.write('q')
    await fake.clock.during(ended)
    await player.close()
  })

  test('alerts of a day that grows are searched for and ring as it does', async () => {
    const fake = new FakeTerminal()
    const source: MadeSource & SecondSource = new MadeSource()
    const player = new Player(source, OPEN_SECOND + 100, fake.clock)
    const asked: number[] = []
    await player.searchAlerts(async () => ({
      upTo: async (_, last) => {
        asked.push(last - OPEN_SECOND)
        return asked.length === 1 ? [] : [{ second: OPEN_SECOND + 102, name: 'late' }]
      },
    }))
    const ended = replay(player, { ...fake.options, plays: true, hasBell: true })
    await fake.until((text) => text.includes('09:31:43'))
    // Found a second late.
    source.onGrowth?.()
    await fake.until((text) => text.includes('09:31:42  alert: late'))
    expect(asked).toEqual([240, 240])
    fake.stdin.write('q')
    await fake.clock.during(ended)
    await player.close()
  })

  test('an error while it plays ends it, with the terminal given back', async () => {
    const fake = new FakeTerminal()
    const source = new BreakingSource()
    const player = new Player(source, OPEN_SECOND + 100)
    const ended = replay(player, fake.options)
    await fake.until((text) => text.includes('ESH6  2026-01-06'))
    source.isBroken = true
    const refused = expect(ended).rejects.toThrow('the disk is gone')
    fake.stdin.write('\x1b[C')
    await fake.clock.during(refused)
    await fake.until(() => !fake.screen.isAlternate)
    expect(fake.stdin.isRaw).toBe(false)
    await player.close()
  })

  test('a server that goes and comes back: the last picture stays, and it is said', async () => {
    const fake = new FakeTerminal()
    const source = new BreakingSource()
    const player = new Player(source, OPEN_SECOND + 100, fake.clock)
    const ended = replay(player, { ...fake.options, reconnects: true })
    await fake.until((text) => text.includes('ESH6  2026-01-06'))
    source.isBroken = true
    fake.stdin.write('\x1b[C')
    await fake.until((text) => text.includes('the disk is gone; trying again in '))
    expect(fake.screen.text()).toContain(`${clockText(OPEN_SECOND + 100)} ET`)
    source.isBroken = false
    await fake.until((text) => text.includes('connected again'))
    await fake.until((text) => text.includes(`${clockText(OPEN_SECOND + 105)} ET`))
    fake.stdin.write('q')
    await fake.clock.during(ended)
    await player.close()
  })

  test('an error that nobody awaits does the same', async () => {
    const fake = new FakeTerminal()
    const player = new Player(new MadeSource(), OPEN_SECOND + 100)
    const ended = replay(player, fake.options)
    await fake.until((text) => text.includes('ESH6  2026-01-06'))
    const listeners = process.listeners('uncaughtException')
    const refused = expect(ended).rejects.toThrow('out of nowhere')
    listeners.at(-1)?.(new Error('out of nowhere'), 'uncaughtException')
    await fake.clock.during(refused)
    expect(process.listeners('uncaughtException').length).toBe(listeners.length - 1)
    await fake.until(() => !fake.screen.isAlternate)
    await player.close()
  })

  test('paused, it writes nothing', async () => {
    const fake = new FakeTerminal()
    const player = new Player(new MadeSource(), OPEN_SECOND + 100)
    const ended = replay(player, fake.options)
    await fake.until((text) => text.includes('ESH6  2026-01-06'))
    await fake.clock.advance(300)
    const before = fake.bytes
    await fake.clock.advance(300)
    expect(fake.bytes).toBe(before)
    fake.stdin.write('\x03')
    expect(await ended).toBe('interrupted')
    await player.close()
  })

  test('a terminal that does not take its frames is given no more of them; time goes on', async () => {
    const fake = new FakeTerminal()
    const player = new Player(new MadeSource(), OPEN_SECOND + 10)
    player.clock.setSpeed(fake.clock.now(), 60)
    const ended = replay(player, { ...fake.options, plays: true })
    await fake.until((text) => text.includes('ESH6  2026-01-06'))
    fake.stdout.pause()
    const before = player.clock.second(fake.clock.now())
    await fake.clock.advance(700)
    expect(player.clock.second(fake.clock.now())).toBe(before + 42)
    // What waits is bounded: about the stream's buffer and one frame, not 20 of them.
    expect(fake.stdout.readableLength + fake.stdout.writableLength).toBeLessThan(400_000)
    fake.stdout.resume()
    fake.stdin.write('q')
    expect(await ended).toBe('quit')
    await player.close()
  })
})
