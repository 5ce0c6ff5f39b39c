/**
 * `npm test`: types and style are checked beside the tests, not before them. Arguments go to
 * Vitest: `npm test -- --project unit test/book`.
 */
import { execa } from 'execa'

const lint = execa('npm', ['run', '--silent', 'lint'], { all: true, reject: false })
const tests = execa('vitest', ['run', ...process.argv.slice(2)], {
  preferLocal: true,
  reject: false,
  stdio: 'inherit',
})

const linted = await lint
if (linted.exitCode !== 0) console.error(linted.all)
const { exitCode } = await tests
if (linted.exitCode !== 0) console.error('npm run lint found faults; they are above.')
process.exitCode = exitCode || linted.exitCode
