import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Lake } from '../../src/lake/paths.ts'
import { readHudFiles } from '../../src/serve/hud-files.ts'
import { openBrowser } from '../hud/browser.ts'
import { HudPage } from '../hud/chromium/hud-page.ts'
import { DAY, removeLake, SYMBOL, servedLake } from '../serve/served-lake.ts'
import { start } from './spymaster.ts'

const PAGE = readFileSync(new URL('../../docs/screens.md', import.meta.url), 'utf8')

let lake: Lake
let browser: Browser

beforeAll(async () => {
  lake = await servedLake()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  removeLake(lake)
})

/** Starts the built program's server; gives its address. */
function served(...flags: string[]): Promise<string> {
  const process = start(['serve', '--port', '0', ...flags], { lake: lake.root })
  onTestFinished(async () => {
    process.kill('SIGKILL')
    await process
  })
  return new Promise((resolve, reject) => {
    let said = ''
    process.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /http:\/\/\S+/.exec(said)
      if (found) resolve(found[0])
    })
    process.then(() => reject(new Error(`serve ended: ${said}`)))
  })
}

test('spymaster serve shows the day in a browser', async () => {
  const url = await served()
  const hud = await HudPage.open(browser, url)
  await hud.untilPhase('live')
  await hud.untilText('clock', '09:30:03')
  expect(hud.page.url()).toContain(`?symbol=${SYMBOL}&dt=${DAY}&at=`)
  expect(hud.complaints).toEqual([])
  await hud.close()
})

test('no script of the page needs Temporal, which not every browser has', async () => {
  const scripts = [...(await readHudFiles())].filter(([path]) => path.endsWith('.js'))
  expect(scripts.length).toBeGreaterThan(0)
  for (const [path, { body }] of scripts) expect(body.toString(), path).not.toContain('Temporal.')
})

test('the page is small, and a second visit asks for the page alone', async () => {
  const url = await served()
  const { page, complaints } = await HudPage.open(browser, url)
  const loaded = () =>
    page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => /\/assets\//.test(name))
        .map(({ name, transferSize }) => ({ name, transferSize })),
    )
  await page.getByTestId('phase').getByText('live').waitFor()
  const first = await loaded()
  // What docs/screens.md claims, in kB, is what a browser without Brotli would load.
  const claimed = Number(/are (\d+) kB gzipped/.exec(PAGE)?.[1])
  const files = await readHudFiles()
  const paths = ['/', ...first.map(({ name }) => new URL(name).pathname)]
  const sizes = paths.map((path) => files.get(path)?.compressed?.gzip ?? files.get(path)?.body)
  const kilobytes = sizes.reduce((sum, size) => sum + (size?.length ?? Number.NaN), 0) / 1000
  expect(Math.abs(kilobytes - claimed), `${kilobytes} kB`).toBeLessThan(claimed * 0.05)
  await page.reload()
  await page.getByTestId('phase').getByText('live').waitFor()
  const again = await loaded()
  expect(again.length).toBe(first.length)
  expect(again.filter(({ transferSize }) => transferSize > 0)).toEqual([])
  expect(complaints).toEqual([])
})
