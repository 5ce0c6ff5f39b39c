import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { PANEL_NAMES, PANELS, type Panels } from '../player/panels.ts'

/** The file of what the terminal screen remembers from one replay to the next. */
export function screenMemoryPath(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env.XDG_STATE_HOME || join(homedir(), '.local', 'state')
  return join(folder, 'spymaster', 'screen.json')
}

/** The panels as they were left; undefined where none are remembered. */
export async function rememberedPanels(path: string): Promise<Panels | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : panelsFrom(text)
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

/** The panels of a file's text; undefined where it is damaged. A panel that it lacks is as in "all". */
function panelsFrom(text: string): Panels | undefined {
  try {
    const { panels }: { panels?: Record<string, unknown> } = JSON.parse(text) ?? {}
    if (typeof panels !== 'object' || panels === null) return undefined
    const shown = PANEL_NAMES.map((name) => [
      name,
      typeof panels[name] === 'boolean' ? panels[name] : PANELS.all[name],
    ])
    return Object.fromEntries(shown) as Panels
  } catch {
    return undefined
  }
}
