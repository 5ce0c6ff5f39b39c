import type { CDPSession, Page } from 'playwright-core'
import { build } from 'vite'
import { openLake } from '../../src/lake/paths.ts'
import { serve } from '../../src/serve/server.ts'
import { openBrowser, openPage } from '../../test/hud/browser.ts'
import type { FrameTimes, HudBench } from './page.ts'

/** Columns in view, and the second of the day that they end with. */
export const COLUMNS = 1800
const WIDTH = 1280
const HEIGHT = 720
/** The most that the history may take to come. */
const PATIENCE_MS = 60_000

export interface HudRunOptions {
  /** How long it is drawn. */
  readonly seconds: number
  /** The heap is looked at this often. */
  readonly everySeconds: number
}

/** What was found from one look at the heap to the next. */
export interface HudStretch {
  readonly frames: number
  readonly seconds: number
  /** Milliseconds of JavaScript in a frame's callback. */
  readonly script: { readonly median: number; readonly p99: number; readonly most: number }
  /** Milliseconds of all JavaScript of the page, of the stream and its reading too, by frames. */
  readonly allScript: number
  /** Bytes of JavaScript's heap, and of its buffers, after garbage was collected. */
  readonly heapBytes: number
  readonly bufferBytes: number
}

/** Draws a day in Chromium: 1,800 columns in view and every frame all of it, while it plays at 1×. */
export async function runHud(
  root: string,
  { seconds, everySeconds }: HudRunOptions,
  tell: (stretch: HudStretch) => void = () => {},
): Promise<readonly HudStretch[]> {
  const script = await bundled('bench/hud/page.ts')
  const server = await serve(openLake(root), { host: '127.0.0.1', port: 0, log: () => {} })
  const browser = await openBrowser('--enable-precise-memory-info')
  try {
    const { page, complaints } = await openPage(browser, {
      viewport: { width: WIDTH, height: HEIGHT },
    })
    await page.route(`${server.url}/bench`, (route) => route.fulfill(pageOf(script)))
    await page.goto(`${server.url}/bench`)
    await fill(page).catch((cause: unknown) => {
      throw new Error(`the page does not fill: ${complaints.join('; ')}`, { cause })
    })
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const stretches: HudStretch[] = []
    for (let done = 0; done < seconds; done += everySeconds) {
      const stretch = await play(page, session, Math.min(everySeconds, seconds - done))
      stretches.push(stretch)
      tell(stretch)
    }
    if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join('; ')}`)
    return stretches
  } finally {
    await browser.close()
    await server.close()
  }
}

async function fill(page: Page): Promise<void> {
  const until = { timeout: PATIENCE_MS }
  await page.waitForFunction(
    () => 'hud' in globalThis && globalThis.hud.snapshot.picture,
    undefined,
    until,
  )
  await page.evaluate((columns) => globalThis.bench.begin(columns, columns), COLUMNS)
  await page.waitForFunction(() => globalThis.bench.isFilled(), undefined, until)
}

async function play(page: Page, session: CDPSession, seconds: number): Promise<HudStretch> {
  const before = await scriptSeconds(session)
  const started = performance.now()
  const times = await page.evaluate((ms) => globalThis.bench.play(ms), seconds * 1000)
  const took = (performance.now() - started) / 1000
  const all = (await scriptSeconds(session)) - before
  await session.send('HeapProfiler.collectGarbage')
  const heap = await session.send('Runtime.getHeapUsage')
  const frames = times.script.length
  return {
    frames,
    seconds: took,
    script: spread(times),
    allScript: (all * 1000) / frames,
    heapBytes: heap.usedSize,
    bufferBytes: 'backingStorageSize' in heap ? Number(heap.backingStorageSize) : 0,
  }
}

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN
}

function spread({ script }: FrameTimes): HudStretch['script'] {
  const sorted = script.toSorted((one, other) => one - other)
  const at = (share: number) =>
    sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]
  return { median: at(0.5), p99: at(0.99), most: at(1) }
}

/** A script of the project and all that it imports, as one text. */
export async function bundled(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'es2024', lib: { entry, formats: ['es'] } },
  })
  const [{ output }] = Array.isArray(made) ? made : [made as never]
  return output[0].code
}

/** A page with one canvas; its clock is as precise as that of a page that trusts no other. */
function pageOf(script: string) {
  const isolation = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }
  const style = 'html,body{margin:0;height:100%}canvas{width:100%;height:100%;display:block}'
  const code = script.replaceAll('</script', '<\\/script')
  const body = `<!doctype html><style>${style}</style><canvas></canvas><script type="module">${code}</script>`
  return { contentType: 'text/html', headers: isolation, body }
}

declare global {
  var bench: HudBench
  var hud: { readonly snapshot: { readonly picture: object | undefined } }
}
