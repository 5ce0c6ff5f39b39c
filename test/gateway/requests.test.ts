import { describe, expect, test } from 'vitest'
import { parseRequest } from '../../src/gateway/requests.ts'

describe('auth', () => {
  const login = {
    type: 'login',
    auth: 'abc-12345',
    dataset: 'GLBX.MDP3',
    compression: 'none',
    tsOut: false,
    heartbeatSeconds: 30,
    slowReader: 'skip',
    client: 'x',
  }

  test('as the official clients write it, each in its own order', () => {
    const rust = 'auth=abc-12345|dataset=GLBX.MDP3|encoding=dbn|compression=none|ts_out=0|client=x'
    const python =
      'auth=abc-12345|dataset=GLBX.MDP3|encoding=dbn|ts_out=0|compression=none|heartbeat_interval_s=30|client=x'
    const cpp = 'auth=abc-12345|dataset=GLBX.MDP3|encoding=dbn|ts_out=0|client=x|compression=none|'
    for (const line of [rust, python, cpp, `${rust}|details=any|`])
      expect(parseRequest(line)).toEqual(login)
  })

  test('every field', () => {
    const line =
      'client=x|heartbeat_interval_s=5|slow_reader_behavior=warn|ts_out=1|compression=zstd|dataset=D|auth=a'
    expect(parseRequest(line)).toEqual({
      ...login,
      auth: 'a',
      dataset: 'D',
      compression: 'zstd',
      tsOut: true,
      heartbeatSeconds: 5,
      slowReader: 'warn',
    })
  })

  test.each([
    ['auth=a', 'dataset is missing'],
    ['auth=a|dataset=D|encoding=csv', 'encoding "csv" is not supported'],
    ['auth=a|dataset=D|compression=gzip', 'compression "gzip" is not supported'],
    ['auth=a|dataset=D|ts_out=yes', 'ts_out "yes" is not supported'],
    ['auth=a|dataset=D|slow_reader_behavior=drop', 'slow_reader_behavior "drop"'],
    ['auth=a|dataset=D|heartbeat_interval_s=4', 'heartbeat_interval_s must be 5 to 1800'],
    ['auth=a|dataset=D|heartbeat_interval_s=x', 'heartbeat_interval_s must be 5 to 1800'],
  ])('%s', (line, reason) => {
    expect(parseRequest(line)).toEqual({ type: 'invalid', reason: expect.stringContaining(reason) })
  })
})

describe('subscribe', () => {
  test('every field', () => {
    const line = 'schema=mbo|stype_in=parent|symbols=ES.FUT,ES.OPT|start=0|id=4294967295|is_last=0'
    expect(parseRequest(line)).toEqual({
      type: 'subscribe',
      schema: 0,
      stypeIn: 'parent',
      symbols: ['ES.FUT', 'ES.OPT'],
      start: 0n,
      snapshot: false,
      id: 4_294_967_295,
      isLast: false,
    })
  })

  test('what is left out', () => {
    expect(parseRequest('symbols=ALL_SYMBOLS|schema=definition|')).toEqual({
      type: 'subscribe',
      schema: 9,
      stypeIn: 'raw_symbol',
      symbols: ['ALL_SYMBOLS'],
      start: undefined,
      snapshot: false,
      id: undefined,
      isLast: true,
    })
  })

  test.each([
    ['schema=l3|symbols=A', 'schema "l3" is not supported, expected mbo, '],
    ['schema=mbo|stype_in=continuous|symbols=A', 'stype_in "continuous" is not supported'],
    ['schema=mbo|symbols=', 'symbols are missing'],
    ['schema=mbo', 'symbols are missing'],
    [`schema=mbo|symbols=${'A,'.repeat(2001)}`, 'symbols must be 2000 at most'],
    ['schema=mbo|symbols=A|start=yesterday', 'start must be'],
    ['schema=trades|symbols=A|snapshot=1', 'snapshot is for mbo only'],
    ['schema=mbo|symbols=A|snapshot=1|start=0', 'snapshot and start exclude each other'],
    ['schema=mbo|symbols=A|id=4294967296', 'id must be'],
    ['schema=mbo|symbols=A|is_last=2', 'is_last "2" is not supported'],
  ])('%s', (line, reason) => {
    expect(parseRequest(line)).toEqual({ type: 'invalid', reason: expect.stringContaining(reason) })
  })
})

test('unsubscribe', () => {
  expect(parseRequest('unsubscribe|schema=mbo|stype_in=raw_symbol|symbols=A,B|is_last=1')).toEqual({
    type: 'unsubscribe',
    schema: 0,
    stypeIn: 'raw_symbol',
    symbols: ['A', 'B'],
    isLast: true,
  })
})

test.each(['start_session', 'start_session=0'])('%s', (line) => {
  expect(parseRequest(line)).toEqual({ type: 'start' })
})

test('what is none is not repeated: it may hold a key', () => {
  const request = parseRequest('db-0123456789012345678901234567x')
  expect(request).toEqual({ type: 'invalid', reason: 'the request is not known' })
})
