/** Writes docs/commands.md from the commands themselves: `npm run docs`, after `npm run build`. */

import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { commandsPage } from './commands-page.ts'

const config = await Config.load(fileURLToPath(new URL('..', import.meta.url)))
await writeFile(new URL('commands.md', import.meta.url), commandsPage(config))
