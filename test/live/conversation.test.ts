import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCorrectAnswer } from '../../src/gateway/cram.ts'
import { parseRequest } from '../../src/gateway/requests.ts'
import { Conversation, type Turn } from '../../src/live/conversation.ts'
import { loginLine, subscribeLines } from '../../src/live/requests.ts'
import { split, splitting } from '../gateway/pieces.ts'
import { runs } from '../setup/long.ts'

const KEY = 'db-0123456789012345678901234567x'
const bytesOf = (text: string) => new TextEncoder().encode(text)

function turnsOf(pieces: readonly Uint8Array[]): Turn[] {
  const conversation = new Conversation()
  return pieces.flatMap((piece) => [...conversation.receive(piece)])
}

/** Turns of the stream joined: how its bytes come in pieces is of no matter. */
function told(turns: readonly Turn[]): unknown[] {
  const stream = Buffer.concat(turns.flatMap((turn) => (turn.type === 'stream' ? turn.bytes : [])))
  return [...turns.filter(({ type }) => type !== 'stream'), stream.toString()]
}

describe('the text of a session', () => {
  test('is the same in pieces of any size, the stream behind it included', () => {
    const text = 'lsg_version=0.7\ncram=abc\nsuccess=1|session_id=5|more=x|\nDBN\n1'
    fc.assert(
      fc.property(splitting, (sizes) => {
        expect(told(turnsOf(split(bytesOf(text), sizes)))).toEqual([
          { type: 'challenge', challenge: 'abc' },
          { type: 'welcome', sessionId: '5' },
          'DBN\n1',
        ])
      }),
      { numRuns: runs(50) },
    )
  })

  test('a refusal ends it', () => {
    const text = 'v\ncram=abc\nerror=authentication failed|success=0\nmore\n'
    expect(turnsOf([bytesOf(text)])).toEqual([
      { type: 'challenge', challenge: 'abc' },
      { type: 'refused', reason: 'authentication failed' },
    ])
  })

  test.each([
    ['v\nHTTP/1.1 400 Bad Request\n', 'HTTP/1.1 400 Bad Request'],
    ['x'.repeat(5000), 'x'.repeat(60)],
  ])('what is not the protocol is told as such: %j', (text, found) => {
    expect(turnsOf([bytesOf(text)])).toEqual([{ type: 'invalid', found }])
  })
})

describe('requests', () => {
  const wishes = { dataset: 'GLBX.MDP3', compression: 'zstd', heartbeatSeconds: 10 } as const

  test('a login is what the gateway reads, and does not hold the key', () => {
    const line = loginLine('abc', KEY, { ...wishes, client: 'spymaster 1' })
    expect(line).not.toContain(KEY.slice(0, -5))
    const login = parseRequest(line.trimEnd())
    expect(login).toMatchObject({ ...wishes, type: 'login', tsOut: false, client: 'spymaster 1' })
    expect(login.type === 'login' && isCorrectAnswer(login.auth, 'abc', KEY)).toBe(true)
  })

  test('a subscription of many symbols comes in chunks, the last marked', () => {
    const symbols = Array.from({ length: 1001 }, (_, index) => `S${index}`)
    const lines = subscribeLines({ schema: 'mbo', stypeIn: 'raw_symbol', symbols, start: 5n }, 3)
    const requests = lines.trimEnd().split('\n').map(parseRequest)
    expect(requests).toMatchObject([
      { isLast: false, id: 3, start: 5n, snapshot: false },
      { isLast: false, id: 3 },
      { isLast: true, id: 3 },
    ])
    expect(
      requests.flatMap((request) => (request.type === 'subscribe' ? request.symbols : [])),
    ).toEqual(symbols)
  })
})
