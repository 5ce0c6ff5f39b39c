import { createHash } from 'node:crypto'
import { extname, join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { listAssets, readAsset } from '../files/assets.ts'

/** A file of the browser page in memory. */
export interface HudFile {
  readonly type: string
  /** The name contains a hash of the content, so the file never changes. */
  readonly isHashed: boolean
  /** ETag of the content, independent of its encoding. */
  readonly tag: string
  readonly body: Buffer
  /** Compressed bodies; undefined for types that do not compress. */
  readonly compressed: Readonly<Record<'br' | 'gzip', Buffer>> | undefined
}

/** The built page. The relative path is the same from src/serve/ and dist/serve/. */
const HUD = fileURLToPath(new URL('../../dist/hud/', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
/** Text types; pictures and fonts are compressed already. */
const WORDS = ['.html', '.js', '.css', '.svg', '.txt']
/** Folder of the build's files with hashed names. */
const HASHED = 'assets/'
/** Out of 11: the last two levels take ten times as long for 2 %, which would delay the start. */
const BROTLI_QUALITY = 9

const PLAIN_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Spymaster</title>
<h1>Spymaster</h1>
<p>Order-book surfaces by the second. Endpoints:
<code>/v1/hud/stream</code> (WebSocket), <code>/v1/hud/bootstrap</code>, <code>/v1/hud/surfaces</code>,
<a href="/v1/hud/catalog">/v1/hud/catalog</a>, <a href="/healthz">/healthz</a> and
<a href="/metrics">/metrics</a>.</p>
</html>
`

/**
 * The page's files by URL path, read and compressed once at start. No file path is ever built from
 * a request.
 *
 * @returns only a plain page listing the endpoints if the page was not built
 */
export async function readHudFiles(folder = HUD): Promise<ReadonlyMap<string, HudFile>> {
  const paths = (await listAssets(folder)).filter((path) => TYPES[extname(path)])
  if (!paths.includes('index.html')) {
    return new Map([['/', await hudFile('index.html', Buffer.from(PLAIN_PAGE))]])
  }
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, HudFile]> => {
      const file = await hudFile(path, await readAsset(join(folder, path)))
      return [path === 'index.html' ? '/' : `/${path}`, file]
    }),
  )
  return new Map(files)
}

async function hudFile(path: string, body: Buffer): Promise<HudFile> {
  const ending = extname(path)
  return {
    type: TYPES[ending],
    isHashed: path.startsWith(HASHED),
    tag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    body,
    compressed: WORDS.includes(ending) ? await compress(body) : undefined,
  }
}

async function compress(body: Buffer): Promise<HudFile['compressed']> {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
  const params = { [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [BROTLI_PARAM_SIZE_HINT]: body.length }
  const [br, zipped] = await Promise.all([
    promisify(brotliCompress)(body, { params }),
    promisify(gzip)(body, { level: 9 }),
  ])
  return { br, gzip: zipped }
}
