// @module-tag slow
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Lake, openLake } from '../../../src/lake/paths.ts'
import { type RunningServer, serve } from '../../../src/serve/server.ts'
import { DAY, removeLake, SYMBOL, servedLake } from '../../serve/served-lake.ts'
import { openBrowser, openPage } from '../browser.ts'
import { HudPage } from './hud-page.ts'

const HOST = '127.0.0.1'
const QUERY = `?symbol=${SYMBOL}&dt=${DAY}`
const viewport = { width: 1000, height: 600 }

let lake: Lake
let server: RunningServer
let browser: Browser

const start = (port = 0, token?: string) => serve(lake, { host: HOST, port, token, log: () => {} })

async function open(path = `/${QUERY}`, url = server.url): Promise<HudPage> {
  const hud = await HudPage.open(browser, `${url}${path}`, { viewport })
  onTestFinished(() => hud.close())
  return hud
}

beforeAll(async () => {
  lake = await servedLake(300)
  server = await start()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  removeLake(lake)
})

describe('the server goes', () => {
  test('and comes back: the page says so, and goes on from its second', async () => {
    const own = await start()
    const hud = await open(`/${QUERY}&at=${DAY}T14:31:00Z`, own.url)
    await hud.untilPhase('live')
    await hud.untilText('clock', /^09:31:0[2-9]$/)
    const { port } = own
    await own.close()
    await hud.untilPhase('reconnecting')
    const before = await hud.text('clock')
    await hud.until(
      () => hud.page.locator('.strip').innerText(),
      /Trying again( in \d s)?, attempt \d/,
    )
    // What was read before can still be read out.
    const plot = await hud.plot()
    await hud.page.mouse.move(plot.x + plot.width - 30, plot.y + plot.height / 2)
    await hud.untilText('read-time', /^09:3[01]:\d\d$/)
    await hud.page.getByRole('button', { name: 'Try now' }).click()
    await hud.until(() => hud.page.locator('.strip').innerText(), /attempt ([2-9]|\d\d)/)
    const again = await start(port)
    onTestFinished(() => again.close())
    await hud.untilPhase('live', 30_000)
    await hud.untilText('message', 'connected again')
    const after = await hud.text('clock')
    expect(secondsBetween(before, after)).toBeGreaterThanOrEqual(0)
    expect(secondsBetween(before, after)).toBeLessThan(15)
    await hud.untilText('clock', new RegExp(`^(?!${after})`))
    // Only that the server was away may have been complained of.
    const others = hud.complaints.filter(
      (text) => !/ERR_CONNECTION|WebSocket connection/.test(text),
    )
    expect(others).toEqual([])
  })

  test('a paused page comes back paused', async () => {
    const own = await start()
    const hud = await open(`/${QUERY}&at=${DAY}T14:32:00Z`, own.url)
    await hud.untilPhase('live')
    await hud.press('Space')
    await hud.untilPhase('paused')
    const before = await hud.text('clock')
    await own.close()
    await hud.untilPhase('reconnecting')
    const again = await start(own.port)
    onTestFinished(() => again.close())
    await hud.untilPhase('paused', 20_000)
    expect(await hud.text('clock')).toBe(before)
  })
})

describe('what a server has', () => {
  test('nothing yet: says how to begin, and finds what was made since', async () => {
    const empty = openLake(mkdtempSync(join(tmpdir(), 'spymaster-hud-')))
    onTestFinished(() => removeLake(empty))
    const own = await serve(empty, { host: HOST, port: 0, log: () => {} })
    onTestFinished(() => own.close())
    const hud = await open('/', own.url)
    const notice = hud.page.locator('.notice')
    await hud.until(
      () => notice.innerText(),
      /The lake has no day to show yet[\s\S]+spymaster demo/,
    )
    expect(hud.complaints).toEqual([])
  })

  test('another day than was asked for: says so, and offers those it has', async () => {
    const hud = await open('/?symbol=NQH6&dt=2026-01-06')
    await hud.untilPhase('refused')
    await hud.until(() => hud.page.locator('.notice').innerText(), /NQH6[\s\S]+ESH6 2026-01-06/)
    await hud.page.getByRole('button', { name: `${SYMBOL} ${DAY}` }).click()
    await hud.untilPhase('live')
    await hud.until(async () => hud.page.url(), /symbol=ESH6/)
    await hud.page.goBack()
    await hud.untilPhase('refused')
  })

  test('no options: the panel says so, and the rest is as ever', async () => {
    const hud = await open()
    await hud.untilPhase('live')
    await hud.page
      .getByRole('img', { name: 'Gamma exposure by strike no options in this day' })
      .waitFor()
    expect(hud.complaints).toEqual([])
  })

  test('its end', async () => {
    const hud = await open()
    await hud.untilPhase('live')
    await hud.press('Space', 'g')
    await hud.page.keyboard.type('100%')
    await hud.press('Enter')
    await hud.press('Space')
    await hud.untilPhase('end of day')
    await hud.press('ArrowDown')
    await hud.untilPhase('live')
    expect(hud.complaints).toEqual([])
  })
})

describe('a token', () => {
  let own: RunningServer
  beforeAll(async () => {
    own = await start(0, 's+cret')
  })
  afterAll(() => own.close())

  test('in the page’s address gets in, and leaves the address; the tab keeps it', async () => {
    const hud = await open(`/${QUERY}#token=s%2Bcret`, own.url)
    await hud.untilPhase('live')
    expect(hud.page.url()).not.toContain('token')
    await hud.page.reload()
    await hud.untilPhase('live')
    expect(hud.complaints).toEqual([])
  })

  test('is asked for where it is missing', async () => {
    const hud = await open(`/${QUERY}`, own.url)
    await hud.page.getByLabel('Token').fill('wrong')
    await hud.press('Enter')
    await hud.page.getByLabel('Token').fill('s+cret')
    await hud.press('Enter')
    await hud.untilPhase('live')
    expect(hud.page.url()).not.toContain('token')
  })
})

test('without WebGL2 the page says so, and everything beside the heatmap goes on', async () => {
  const { page, complaints } = await openPage(browser, { viewport })
  onTestFinished(() => page.context().close())
  await page.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
      return kind === 'webgl2' ? null : getContext.call(this, kind)
    } as typeof getContext
  })
  await page.goto(`${server.url}/${QUERY}`)
  await page.getByRole('heading', { name: 'The heatmap needs WebGL2' }).waitFor()
  await page.getByTestId('clock').getByText('09:30:03').waitFor()
  expect(await page.getByTestId('spot').innerText()).toMatch(/^\d{4}\.\d\d$/)
  expect(complaints).toEqual([])
})

test('a slow link: the seconds that it lost are shown', async () => {
  const { page, complaints } = await openPage(browser, { viewport })
  onTestFinished(() => page.context().close())
  // Loses whole batches, as a server does for a client that does not read as fast.
  await page.routeWebSocket(/\/v1\/hud\/stream/, (client) => {
    let dropped = 0
    let isLost = false
    client.connectToServer().onMessage((message) => {
      const said = typeof message === 'string' ? JSON.parse(message) : undefined
      if (said?.type === 'batch_start') {
        isLost = Number(said.window_end_ts_ns.slice(0, -9)) % 2 === 0
        if (isLost) dropped++
        else client.send(JSON.stringify({ ...said, dropped }))
      } else if (!isLost) client.send(message)
    })
  })
  await page.goto(`${server.url}/${QUERY}`)
  await page.getByTestId('dropped').getByText('2 dropped').waitFor()
  expect(complaints).toEqual([])
})

/** Seconds from one clock of the same hour to another. */
function secondsBetween(before: string, after: string): number {
  const [from, to] = [before, after].map((clock) => {
    const [, minutes, seconds] = clock.split(':').map(Number)
    return minutes * 60 + seconds
  })
  return to - from
}
