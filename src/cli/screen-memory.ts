import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Panels, panelsFrom } from '../player/panels.ts'

/** The file of what the terminal screen remembers from one replay to the next. */
export function screenMemoryPath(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return join(folder, 'spymaster', 'screen.json')
}

/** The panels as they were left; undefined where none are remembered, or the file is damaged. */
export async function rememberedPanels(path: string): Promise<Panels | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : parsedPanels(text)
}

/** Remembers the panels. Without a writable folder they are not remembered, which harms nothing. */
export async function rememberPanels(path: string, panels: Panels): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${JSON.stringify({ panels })}\n`)
  } catch {
    // The replay itself has ended well.
  }
}

function parsedPanels(text: string): Panels | undefined {
  try {
    return panelsFrom(JSON.parse(text)?.panels)
  } catch {
    return undefined
  }
}
