/**
 * Writes the pages that are made from the program itself, after `npm run build`: commands.md and
 * tables.md, and in your-data.md, numbers.md and research.md what their commands print and the
 * pictures they draw.
 */

import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { loadDatasets } from '../src/lake/datasets.ts'
import { commandsPage } from './commands-page.ts'
import { openShell, reasonNotToRun, withOutputs } from './run-page.ts'
import { tablesPage } from './tables-page.ts'

const DOCS = fileURLToPath(new URL('.', import.meta.url))

const config = await Config.load(fileURLToPath(new URL('..', import.meta.url)))
await writeFile(join(DOCS, 'commands.md'), commandsPage(config))
await writeFile(join(DOCS, 'tables.md'), tablesPage(loadDatasets()))
await runPage('your-data.md')
await runPage('numbers.md')
await runPage('research.md')

/** Runs a page's commands in a fresh folder; keeps what they print, and the pictures they draw. */
async function runPage(name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-docs-'))
  try {
    const shell = openShell(folder)
    const page = await withOutputs(readFileSync(join(DOCS, name), 'utf8'), async (command) => {
      if (reasonNotToRun(command) !== undefined) return undefined
      const { stdout, stderr, exitCode } = await shell(command)
      if (exitCode !== 0) throw new Error(`${name}: ${command}\n${stderr}`)
      return stdout
    })
    await writeFile(join(DOCS, name), page)
    for (const file of readdirSync(folder).filter((each) => each.endsWith('.png')))
      copyFileSync(join(folder, file), join(DOCS, file))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
