/**
 * The browser's frames: `node bench/hud/draw.ts [SECONDS [EVERY]]`, 15 seconds if left out. A day in
 * Chromium, 1,800 columns of 241 ticks in view, a frame drawn as often as the browser asks for one
 * while it plays at 1×: the pointer moves for so long, and at the end the picture for a while. After
 * every so many seconds garbage is collected and the heap looked at. Prints a `HudStretch` a line as
 * JSON.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'
import { openLake } from '../../src/lake/paths.ts'
import { serve } from '../../src/serve/server.ts'
import { openBrowser, openPage } from '../../test/hud/browser.ts'
import { bundled, canvasPage } from '../../test/hud/bundle.ts'
import type { HudStretch, Movement } from '../hud-result.ts'
import type { HudBench } from './page.ts'

/** Columns in view, and the second of the day that they end with. */
const COLUMNS = 1800
const VIEWPORT = { width: 1280, height: 720 }
/** How long the picture is dragged. */
const PICTURE_SECONDS = 5
/** The most that the history may take to come. */
const PATIENCE = { timeout: 120_000 }
/** A page that trusts no other has a clock of microseconds. */
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

declare global {
  var hudBench: HudBench
}

const [seconds = 15, every = seconds] = process.argv.slice(2).map(Number)
const root = await mkdtemp(join(tmpdir(), 'spymaster-bench-'))
try {
  await makeLake(root)
  await draw(root)
} finally {
  await rm(root, { recursive: true })
}

async function makeLake(folder: string): Promise<void> {
  const script = fileURLToPath(new URL('lake.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`no lake was made: code ${code}`)
}

async function draw(folder: string): Promise<void> {
  const body = canvasPage(await bundled('bench/hud/page.ts'))
  const server = await serve(openLake(folder), { host: '127.0.0.1', port: 0, log: () => {} })
  const browser = await openBrowser()
  try {
    const { page, complaints } = await openPage(browser, { viewport: VIEWPORT })
    await page.route(`${server.url}/bench`, (route) =>
      route.fulfill({ contentType: 'text/html', headers: ISOLATION, body }),
    )
    await page.goto(`${server.url}/bench`)
    await fill(page)
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable')
    const tell = (stretch: HudStretch) => process.stdout.write(`${JSON.stringify(stretch)}\n`)
    for (let done = 0; done < seconds; done += every) {
      tell(await play(page, session, Math.min(every, seconds - done), 'pointer'))
    }
    tell(await play(page, session, PICTURE_SECONDS, 'picture'))
    if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join('; ')}`)
  } finally {
    await browser.close()
    await server.close()
  }
}

async function fill(page: Page): Promise<void> {
  await page.waitForFunction(() => globalThis.hudBench?.hasBegun(), undefined, PATIENCE)
  await page.evaluate((columns) => globalThis.hudBench.goTo(columns, columns), COLUMNS)
  await page.waitForFunction(() => globalThis.hudBench.isFilled(), undefined, PATIENCE)
  // What is compiled and read once is not of the frames.
  await page.evaluate(() => globalThis.hudBench.play(2000, 'picture'))
}

async function play(
  page: Page,
  session: CDPSession,
  length: number,
  movement: Movement,
): Promise<HudStretch> {
  const before = await scriptSeconds(session)
  const started = performance.now()
  const script = await page.evaluate(([ms, what]) => globalThis.hudBench.play(ms, what), [
    length * 1000,
    movement,
  ] as const)
  const took = (performance.now() - started) / 1000
  const all = (await scriptSeconds(session)) - before
  await session.send('HeapProfiler.collectGarbage')
  const heap = await session.send('Runtime.getHeapUsage')
  const sorted = script.toSorted((one, other) => one - other)
  const at = (share: number) =>
    sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]
  return {
    movement,
    frames: script.length,
    seconds: took,
    script: { median: at(0.5), p99: at(0.99), most: at(1) },
    allScript: (all * 1000) / script.length,
    heapBytes: heap.usedSize,
    bufferBytes: heap.backingStorageSize,
  }
}

async function scriptSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN
}
