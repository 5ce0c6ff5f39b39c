import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ConversationStep, LoginConversation } from '../../src/gateway/conversation.ts'
import { answerChallenge } from '../../src/gateway/cram.ts'
import { runs } from '../setup/long.ts'
import { split, splitting } from './pieces.ts'

const KEY = 'db-0123456789012345678901234567x'
const CHALLENGE = 'a1b2c3'
const ANSWER = answerChallenge(CHALLENGE, KEY)
const LOGIN = `auth=${ANSWER}|dataset=GLBX.MDP3|encoding=dbn|compression=none|ts_out=0|client=x`
const SUBSCRIBE = 'schema=mbo|stype_in=parent|symbols=ES.FUT|is_last=1'

const conversation = (changes: { key?: string | undefined; refusal?: string } = {}) =>
  new LoginConversation({
    key: KEY,
    challenge: CHALLENGE,
    sessionId: 7,
    datasets: ['GLBX.MDP3'],
    ...changes,
  })

const bytesOf = (lines: readonly string[]) =>
  new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))

function turnsOf(
  lines: readonly string[],
  sizes: readonly number[],
  changes = {},
): ConversationStep[] {
  const subject = conversation(changes)
  return split(bytesOf(lines), sizes).flatMap((piece) => [...subject.receive(piece)])
}

test('what the gateway sends is what the official clients parse', () => {
  expect(conversation().greeting('spymaster-1')).toBe(
    `lsg_version=spymaster-1\ncram=${CHALLENGE}\n`,
  )
  expect(conversation().welcome()).toBe('success=1|session_id=7\n')
})

test('a session leads to the same turns however its bytes are cut', () => {
  const lines = [LOGIN, SUBSCRIBE, 'start_session', `unsubscribe|${SUBSCRIBE}`, SUBSCRIBE]
  const types = ['login', 'subscribe', 'start', 'unsubscribe', 'subscribe']
  const whole = turnsOf(lines, [Number.MAX_SAFE_INTEGER])
  expect(whole.map(({ type }) => type)).toEqual(types)
  fc.assert(
    fc.property(splitting, (sizes) => {
      expect(turnsOf(lines, sizes)).toEqual(whole)
    }),
    { numRuns: runs(40) },
  )
})

describe('who is not let in', () => {
  test.each([
    ['another key', [LOGIN.replace(ANSWER, answerChallenge(CHALLENGE, `${KEY}y`))], {}],
    ['the key itself', [LOGIN.replace(ANSWER, KEY)], {}],
    ['another challenge', [LOGIN.replace(ANSWER, answerChallenge('b', KEY))], {}],
    ['another dataset', [LOGIN.replace('GLBX', 'XNAS')], {}],
    ['too many sessions', [LOGIN], { refusal: 'the limit is reached' }],
    ['a request before auth', [SUBSCRIBE], {}],
    ['something else', ['GET / HTTP/1.1'], {}],
    ['a line without end', ['x'.repeat(200_000)], {}],
  ])('%s: one line, and nothing after it', (_, lines, changes) => {
    const turns = turnsOf([...lines, LOGIN, SUBSCRIBE], [Number.MAX_SAFE_INTEGER], changes)
    expect(turns).toHaveLength(1)
    const [turn] = turns
    expect(turn).toMatchObject({
      type: 'refuse',
      text: expect.stringMatching(/^success=0\|error=[^|\n]+\n$/),
    })
    expect(JSON.stringify(turn)).not.toContain(KEY)
  })
})

test('every client is accepted without a key', () => {
  const [turn] = turnsOf([LOGIN.replace(ANSWER, 'x')], [9], { key: undefined })
  expect(turn).toMatchObject({ type: 'login', login: { client: 'x' } })
})

test.each([
  ['a second auth', [LOGIN, LOGIN]],
  ['a second start', [LOGIN, 'start_session', 'start_session']],
  ['what is no request', [LOGIN, KEY]],
  ['a schema that is none', [LOGIN, 'schema=l3|symbols=A']],
])('%s ends the session as an error of the stream', (_, lines) => {
  const turns = turnsOf([...lines, SUBSCRIBE], [11])
  expect(turns).toHaveLength(lines.length)
  expect(turns.at(-1)).toMatchObject({ type: 'invalid' })
  expect(JSON.stringify(turns.at(-1))).not.toContain(KEY)
})
