import { BatchAssembler } from '../../../src/wire/batch.ts'
import { dayOf, parseClientMessage, parseServerMessage } from '../../../src/wire/messages.ts'
import { mutate, mutateText } from '../mutate.ts'
import type { Random } from '../random.ts'
import { assert, outcome, refusalOf, type Target } from '../target.ts'
import { PAYLOADS, ROWS, SCHEMA } from './arrow.ts'

const SECOND = '1767709801000000000'
const SESSION = JSON.stringify({
  type: 'session',
  symbol: 'ESH6',
  dt: '2026-01-06',
  session: 'rth',
  tick_size: '250000000',
  max_rel_ticks: 60,
  first_window_end_ts_ns: SECOND,
  last_window_end_ts_ns: SECOND,
  surfaces: ['snap', 'wall'],
  calibration_mode: null,
  open_interest_date: null,
  gex_unit: null,
  gex_sign: null,
  last_expiration_ts_ns: SECOND,
  book_origin: 'snapshot',
})
const START = `{"type":"batch_start","window_end_ts_ns":"${SECOND}","surfaces":["snap","wall"],"dropped":0}`
const header = (surface: string, rows: number) =>
  `{"type":"surface_header","surface":"${surface}","window_end_ts_ns":"${SECOND}","rows":${rows}}`
const SCHEMA_HEADER = '{"type":"surface_schema","surface":"wall"}'
const END = '{"type":"stream_end"}'
const ERROR = '{"type":"error","message":"no"}'

/** What a server says of one second; payloads 1 and 3 have three rows. */
const SPOKEN = [
  SESSION,
  START,
  header('snap', 3),
  PAYLOADS[3],
  header('wall', 3),
  PAYLOADS[1],
  END,
  ERROR,
]
/** The same, the wall's schema sent once. */
const SPOKEN_ONCE = [
  SESSION,
  SCHEMA_HEADER,
  SCHEMA,
  START,
  header('snap', 3),
  PAYLOADS[3],
  header('wall', 3),
  ROWS,
  END,
]
const CLIENT = [
  '{"type":"pause"}',
  '{"type":"resume"}',
  `{"type":"seek","ts_ns":"${SECOND}"}`,
  '{"type":"speed","value":4}',
]
const WORDS = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\u0000',
  'null',
  '-1',
  '1e999',
  '9'.repeat(40),
  '"type"',
  '"__proto__"',
  '"constructor"',
  '\ud800',
  'seek',
  'NaN',
  '[[[[[[[[',
]

const texts = [...SPOKEN, SCHEMA_HEADER].filter((message) => typeof message === 'string')

/** A message of either side is understood or refused; and never a time or speed that cannot be. */
export const controlMessages: Target = {
  runs: 12_000,
  feed: (random) => {
    const isClient = random.below(2) === 0
    const text = mutateText(random.of(isClient ? CLIENT : texts), random, WORDS)
    if (!isClient) {
      const heard = outcome(() => parseServerMessage(text))
      if ('refusal' in heard || heard.result?.type !== 'session') return
      const { firstEndSecond, lastEndSecond, symbol } = dayOf(heard.result)
      assert(lastEndSecond - firstEndSecond <= 7 * 86_400, 'a day that no memory holds')
      assert(!/\p{Cc}/u.test(symbol), 'a name that steers the terminal')
      return
    }
    const end = outcome(() => parseClientMessage(text))
    if ('refusal' in end) return
    const message = end.result
    if (message.type === 'speed') assert(message.value >= 0.1 && message.value <= 600, text)
    if (message.type === 'seek') assert(/^\d{1,19}$/.test(message.ts_ns), text)
  },
}

/** A stream whose messages are spoiled, left out, repeated or out of turn: whole batches or a refusal. */
export const assembler: Target = {
  runs: 6000,
  feed: (random) => {
    const batches = new BatchAssembler()
    try {
      for (const message of disordered(random)) {
        const event = typeof message === 'string' ? batches.text(message) : batches.binary(message)
        if (event?.type !== 'batch') continue
        for (const [surface, table] of event.surfaces) {
          assert(event.bytes.has(surface) && table.length >= 0, 'half a batch')
        }
      }
    } catch (error) {
      refusalOf(error)
    }
  },
}

function disordered(random: Random): (string | Uint8Array)[] {
  const isOnce = random.below(2) === 0
  const messages: (string | Uint8Array)[] = isOnce
    ? [...SPOKEN_ONCE, ...SPOKEN_ONCE.slice(3, 8)]
    : [...SPOKEN, ...SPOKEN.slice(1, 6)]
  for (let left = random.below(4); left > 0; left--) {
    const at = random.below(messages.length)
    const message = messages[at]
    const kind = random.below(4)
    if (kind === 0) messages.splice(at, 1)
    else if (kind === 1) messages.splice(at, 0, random.of(SPOKEN))
    else if (typeof message === 'string') messages[at] = mutateText(message, random, WORDS)
    else messages[at] = mutate(message, random, PAYLOADS)
  }
  return messages
}
