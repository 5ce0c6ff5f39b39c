import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the browser's screen, in memory. */
export interface HudFile {
  readonly type: string
  readonly body: Buffer
}

/** Where the built screen lies. The same path leads there from src/serve/ and from dist/serve/. */
const HUD = fileURLToPath(new URL('../../dist/hud/', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

const PLAIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Spymaster</title>
<h1>Spymaster</h1>
<p>Order-book surfaces, a second at a time. Here are
<code>/v1/hud/stream</code> (WebSocket), <code>/v1/hud/bootstrap</code>, <code>/v1/hud/surfaces</code>,
<a href="/v1/hud/catalog">/v1/hud/catalog</a>, <a href="/healthz">/healthz</a> and
<a href="/metrics">/metrics</a>.</p>
</html>
`

/**
 * The screen's files by the path a browser asks for. They are read once, before anything is asked:
 * no path is ever made of a request.
 *
 * @returns a plain page that says what is here, where no screen was built
 */
export async function readHudFiles(folder = HUD): Promise<ReadonlyMap<string, HudFile>> {
  const files = new Map<string, HudFile>()
  for (const path of await pathsBelow(folder)) {
    const type = TYPES[extname(path)]
    if (type) files.set(`/${path}`, { type, body: await readFile(join(folder, path)) })
  }
  const page = files.get('/index.html')
  if (page) files.set('/', page)
  else return new Map([['/', { type: TYPES['.html'], body: Buffer.from(PLAIN_PAGE) }]])
  return files
}

/** Relative, with slashes; none where there is no such folder. */
async function pathsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .map((path) => path.replaceAll('\\', '/'))
}
