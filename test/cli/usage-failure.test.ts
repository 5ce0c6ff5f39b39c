import { Errors } from '@oclif/core'
import { describe, expect, it } from 'vitest'
import { usageFailure } from '../../src/cli/usage-failure.ts'

const USAGE = { id: 'lake sql', flags: ['rows', 'csv', 'session'] }
const wrong = (message: string, more: object = {}) =>
  Object.assign(new Errors.CLIError(message, { exit: 2 }), more)

describe('a wrong command line', () => {
  it.each([
    [
      wrong('Nonexistent flag: --sesion\nSee more help with --help', { flags: ['--sesion'] }),
      'there is no flag --sesion; did you mean "--session"?',
    ],
    [
      wrong('Nonexistent flags: --a, --b', { flags: ['--a', '--b=secret'] }),
      'there is no flag --a, --b; see: spymaster lake sql --help.',
    ],
    [
      wrong('Parsing --rows \n\tExpected an integer but received: many\nSee more help with --help'),
      '--rows: the value cannot be read (expected an integer, found many); see: spymaster lake sql --help.',
    ],
    [
      wrong('Expected --theme=drak to be one of: dark, light\nSee more help with --help'),
      '--theme: there is no such value (expected dark, light, found drak); did you mean "dark"?',
    ],
    [
      wrong('Missing 1 required arg:\nquery  one SELECT', { args: [{ name: 'query' }] }),
      'missing: QUERY; see: spymaster lake sql --help.',
    ],
    [
      wrong('Unexpected argument: x', { args: ['x'] }),
      'too many arguments (found x); see: spymaster lake sql --help.',
    ],
    [
      wrong('The following error occurred:\n  --a must\n  go with --b\nSee more help with --help'),
      '--a must go with --b; see: spymaster lake sql --help.',
    ],
  ])('%s', (error, sentence) => {
    const failure = usageFailure(error, USAGE)
    expect(failure?.message).toBe(sentence)
    expect(failure?.exitCode).toBe(2)
  })

  it('is no other error', () => {
    expect(usageFailure(new Error('x'), USAGE)).toBeUndefined()
    expect(usageFailure(new Errors.ExitError(2), USAGE)).toBeUndefined()
    expect(usageFailure(new Errors.CLIError('x', { exit: 1 }), USAGE)).toBeUndefined()
  })
})
