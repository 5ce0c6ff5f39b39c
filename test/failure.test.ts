import { expect, test } from 'vitest'
import { EXIT, Failure } from '../src/failure.ts'

test('a failure is one sentence: where, what, expected, found, what next', () => {
  const failure = new Failure({
    code: 'input',
    what: 'the file ends inside a record',
    where: 'day.dbn, byte 7',
    expected: '56 bytes',
    found: '26',
    fix: 'pass --allow-truncated to keep those',
  })
  expect(failure.message).toBe(
    'day.dbn, byte 7: the file ends inside a record (expected 56 bytes, found 26); pass --allow-truncated to keep those.',
  )
  expect(failure.exitCode).toBe(EXIT.input)
  expect(new Failure({ code: 'busy', what: 'no' }).message).toBe('no.')
})

test('what would steer a terminal is spelled out', () => {
  const where = 'x\x1b]0;title\x07\x9b2J\r.dbn'
  const { message } = new Failure({ code: 'input', what: 'no', where })
  expect(message).toBe(String.raw`x\x1b]0;title\x07\x9b2J\x0d.dbn: no.`)
})
