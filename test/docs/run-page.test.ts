import { expect, it } from 'vitest'
import { commandsOf, reasonNotToRun, withOutputs } from '../../docs/run-page.ts'

const PAGE = `# A page

\`\`\`sh
spymaster demo   # a comment
# only a comment
spymaster lake sql "select 1,
  2"

spymaster lake ls \\
  --json
\`\`\`

\`\`\`console
$ echo "one
two"
old
output
$ true
\`\`\`

\`\`\`text
$ not run
\`\`\`
`

it('the commands of a page are those of its sh and console blocks, in order', () => {
  expect(commandsOf(PAGE)).toEqual([
    { command: 'spymaster demo   # a comment', output: undefined },
    { command: 'spymaster lake sql "select 1,\n  2"', output: undefined },
    { command: 'spymaster lake ls \\\n  --json', output: undefined },
    { command: 'echo "one\ntwo"', output: 'old\noutput' },
    { command: 'true', output: '' },
  ])
})

it('a page is the same where its commands print what it shows', async () => {
  const page = await withOutputs(PAGE, async (command) =>
    command.startsWith('echo') ? 'new  \n\n' : command === 'true' ? 'x' : '',
  )
  expect(page).toBe(PAGE.replace('old\noutput', 'new').replace('$ true\n', '$ true\nx\n'))
  expect(await withOutputs(page, async () => undefined)).toBe(page)
})

it('a command that would not end, or needs what a test has not, is not run', () => {
  expect(reasonNotToRun('spymaster serve --port 0')).toBe('serves until it is stopped')
  expect(reasonNotToRun('DATABENTO_API_KEY=db-… spymaster live --symbol ES')).toBeDefined()
  expect(reasonNotToRun('spymaster tui replay')).toBe('needs a terminal')
  expect(reasonNotToRun('spymaster tui replay --frames 1')).toBeUndefined()
  expect(reasonNotToRun('spymaster lake ls')).toBeUndefined()
})
