import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirm } from '../../src/cli/confirm.ts'

function ask(answer: string | undefined, signal = new AbortController().signal) {
  const input = new PassThrough()
  const output = new PassThrough()
  const answered = confirm('Buy it?', signal, { input, output })
  input.end(answer)
  return { answered, output }
}

test.each([
  ['y\n', true],
  [' YES \n', true],
  ['n\n', false],
  ['yep\n', false],
  ['\n', false],
  [undefined, false],
])('%j is %s', async (answer, expected) => {
  const { answered, output } = ask(answer)
  expect(await answered).toBe(expected)
  expect(String(output.read())).toBe('Buy it? [y/N] ')
})

test('an interruption is no answer', async () => {
  const interruption = new AbortController()
  const asked = confirm('Buy it?', interruption.signal, {
    input: new PassThrough(),
    output: new PassThrough(),
  })
  interruption.abort()
  await expect(asked).rejects.toThrow('aborted')
})
