import { expect, test } from 'vitest'
import { parseFlags } from '../../bench/flags.ts'
import { Failure } from '../../src/failure.ts'

test('a whole day by default, a small one when quick, and --records above both', () => {
  expect(parseFlags([])).toMatchObject({ records: 7_700_000, rounds: 5, json: false })
  expect(parseFlags(['--quick'])).toMatchObject({ records: 300_000 })
  expect(parseFlags(['--quick', '--records', '12'])).toMatchObject({ records: 12 })
  expect(parseFlags(['--scaling'])).toMatchObject({ records: 1_000_000, scaling: true })
})

test('the option day and the clients are as asked for, else nothing is said of them', () => {
  const { options, clients } = parseFlags([])
  expect([options, clients]).toEqual([undefined, undefined])
  const asked = ['--options', '45464753', '--clients', '1000']
  expect(parseFlags(asked)).toMatchObject({ options: 45_464_753, clients: 1000 })
})

test.each([
  [['--records', '0']],
  [['--records', '1e3']],
  [['--rounds', '-1']],
  [['--options', '5M']],
  [['--clients', '0']],
  [['--only', 'nothing']],
  [['--fast']],
  [['stray']],
])('refuses %j', (args) => {
  expect(() => parseFlags(args)).toThrow(Failure)
})
