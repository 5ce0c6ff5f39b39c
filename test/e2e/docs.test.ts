import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { expect, test } from 'vitest'
import { commandsPage } from '../../docs/commands-page.ts'

test('docs/commands.md says what the commands are: npm run docs writes it', async () => {
  const config = await Config.load(fileURLToPath(new URL('../../', import.meta.url)))
  const written = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8')
  expect(written).toBe(commandsPage(config))
})
