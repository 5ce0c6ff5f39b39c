/**
 * Takes the README's pictures of the page, docs/hud-dark.png and docs/hud-light.png, and says what the
 * page weighs and how soon it shows: `npm run build && node test/hud/pictures.ts`.
 */

import { fileURLToPath } from 'node:url'
import { serve } from '../../src/serve/server.ts'
import { openBrowser } from './browser.ts'
import { HudPage } from './chromium/hud-page.ts'
import { DT, removeLake, SYMBOL, syntheticLake } from './chromium/served-day.ts'

const { lake, truth } = await syntheticLake()
const server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
const browser = await openBrowser()
const vacuum = truth.days[0].episodes.find(({ kind }) => kind === 'vacuum')
const second = Number(BigInt(vacuum?.end_ts_ns ?? truth.days[0].start_ts_ns) / 1_000_000_000n)
const at = new Date((second + 25) * 1000).toISOString()
try {
  for (const colorScheme of ['dark', 'light'] as const) {
    const address = `${server.url}/?symbol=${SYMBOL}&dt=${DT}&at=${at}`
    const viewport = { width: 1440, height: 810 }
    const hud = await HudPage.open(browser, address, { viewport, colorScheme })
    await hud.untilPhase('live')
    const shown = await hud.page.evaluate(() => performance.now())
    await hud.press('Space')
    await hud.untilPhase('paused')
    const plot = await hud.plot()
    await hud.page.mouse.move(plot.x + plot.width - 2, plot.y + plot.height / 2)
    await hud.page.mouse.wheel(0, -600)
    await hud.press('+')
    await hud.page.mouse.move(plot.x + plot.width * 0.62, plot.y + plot.height * 0.36)
    // History and the day's events are read behind the picture.
    await hud.page.waitForTimeout(6000)
    const path = fileURLToPath(new URL(`../../docs/hud-${colorScheme}.png`, import.meta.url))
    await hud.page.screenshot({ path })
    const parts = await hud.page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ name }) => name.includes('/assets/'))
        .map(({ name, encodedBodySize }) => `${name.split('/').at(-1)} ${encodedBodySize}`),
    )
    console.log(`${path}: live after ${Math.round(shown)} ms; ${parts.join(', ')}`)
    await hud.close()
  }
} finally {
  await browser.close()
  await server.close()
  removeLake(lake)
}
