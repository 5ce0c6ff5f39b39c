import { describe, expect, test } from 'vitest'
import type { Connection } from '../../src/live/connection.ts'
import { streamBytes } from '../../src/live/stream-bytes.ts'
import { VirtualClock } from '../virtual-clock.ts'

const GREETING = 'lsg_version=1\ncram=abc\nsuccess=1|session_id=5\n'

/** A gateway that says some things, each after a while, and then nothing. */
class Saying implements Connection {
  isClosed = false
  readonly sent: string[] = []
  readonly #clock: VirtualClock
  readonly #texts: readonly (readonly [afterMs: number, text: string])[]
  #stop = () => {}

  constructor(clock: VirtualClock, texts: Saying['texts']) {
    this.#clock = clock
    this.#texts = texts
  }

  get texts(): readonly (readonly [afterMs: number, text: string])[] {
    return this.#texts
  }

  get received(): AsyncIterable<Uint8Array> {
    return this.#say()
  }

  async *#say(): AsyncGenerator<Uint8Array> {
    for (const [afterMs, text] of this.#texts) {
      await new Promise<void>((resolve) => this.#clock.timeout(afterMs, resolve))
      if (this.isClosed) return
      yield new TextEncoder().encode(text)
    }
    if (!this.isClosed) await new Promise<void>((resolve) => (this.#stop = resolve))
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.isClosed = true
    this.#stop()
  }
}

async function heard(texts: Saying['texts']): Promise<{ bytes: number; ms: number; sent: string }> {
  const clock = new VirtualClock()
  const connection = new Saying(clock, texts)
  const stream = streamBytes(connection, {
    login: { dataset: 'GLBX.MDP3', compression: 'none', heartbeatSeconds: 30, client: 'test' },
    key: 'db-0123456789012345678901234567x',
    subscriptions: [{ schema: 'mbo', stypeIn: 'raw_symbol', symbols: ['ESH6'], snapshot: true }],
    clock,
    source: 'gateway',
    onWelcome: () => {},
  })
  const all = async () => {
    let bytes = 0
    for await (const piece of stream) bytes += piece.length
    return bytes
  }
  const bytes = await clock.during(all())
  expect(clock.pending).toBe(0)
  return { bytes, ms: clock.now(), sent: connection.sent.join('') }
}

describe('the stream of a connection', () => {
  test('is over when nothing has come for as long as a heartbeat, and 10 s', async () => {
    const { bytes, ms, sent } = await heard([
      [0, `${GREETING}DBN`],
      [35_000, 'more'],
      [39_000, 'x'],
    ])
    expect(bytes).toBe(8)
    expect(ms).toBeGreaterThanOrEqual(114_000)
    expect(ms).toBeLessThan(115_000)
    expect(sent).toMatch(/\nschema=mbo\|.*snapshot=1\|is_last=1\|id=1\nstart_session\n$/)
  })

  test('does not begin where the gateway does not answer within 30 s', async () => {
    const { bytes, ms } = await heard([[0, 'lsg_version=1\n']])
    expect(bytes).toBe(0)
    expect(ms).toBeGreaterThanOrEqual(30_000)
    expect(ms).toBeLessThan(31_000)
  })

  test.each([
    ['lsg_version=1\ncram=abc\nsuccess=0|error=no\n', 'the gateway refuses the session: no'],
    ['SSH-2.0\nhello\n', 'this is no Databento live gateway'],
  ])('fails on %j', async (text, message) => {
    await expect(heard([[0, text]])).rejects.toThrow(message)
  })
})
