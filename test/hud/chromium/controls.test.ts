import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Lake } from '../../../src/lake/paths.ts'
import { clockText } from '../../../src/player/clock-text.ts'
import { type RunningServer, serve } from '../../../src/serve/server.ts'
import { SLOW } from '../../setup/long.ts'
import { openBrowser } from '../browser.ts'
import { HudPage } from './hud-page.ts'
import { DT, removeLake, SYMBOL, syntheticLake } from './served-day.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let lake: Lake
let server: RunningServer
let browser: Browser
let hud: HudPage

const address = (at: string) =>
  `${server.url}/?symbol=${SYMBOL}&dt=${DT}${at && `&at=${DT}T${at}Z`}`

beforeAll(async () => {
  lake = (await syntheticLake(2)).lake
  server = await serve(lake, { host: '127.0.0.1', port: 0, log: () => {} })
  browser = await openBrowser()
  // Software draws it: the smaller, the sooner.
  hud = await HudPage.open(browser, address('14:35:00'), {
    viewport: { width: 1000, height: 600 },
  })
  await hud.untilPhase('live')
  await hud.press('Space')
  await hud.untilPhase('paused')
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  removeLake(lake)
})
afterEach(() => expect(hud.complaints.splice(0)).toEqual([]))

describe('through the day', () => {
  test('by keys: seconds, minutes, a step, a mark', async () => {
    await hud.goTo('09:36:00')
    await hud.press('ArrowRight')
    await hud.untilText('clock', '09:36:05')
    await hud.press('Shift+ArrowLeft')
    await hud.untilText('clock', '09:36:04')
    await hud.press('ArrowDown')
    await hud.untilText('clock', '09:35:04')
    await hud.press('M', '.')
    await hud.untilText('clock', '09:35:05')
    await hud.untilPhase('paused')
    await hud.press('ArrowUp')
    await hud.untilText('clock', '09:36:05')
    await hud.press("'")
    await hud.untilText('clock', '09:35:04')
  })

  test('to a share of it, and not to what is no time', async () => {
    await hud.press('g')
    await hud.page.keyboard.type('noon')
    await hud.press('Enter')
    const dialog = hud.page.getByRole('dialog')
    await hud.until(() => dialog.innerText(), /“noon” is neither a time nor a share/)
    await hud.press('Control+A')
    await hud.page.keyboard.type('100 %')
    await hud.press('Enter')
    await hud.untilText('clock', '09:45:00')
    expect(await dialog.count()).toBe(0)
  })

  test('by the timeline: a click, a drag, the wheel, and its keys', async () => {
    const timeline = hud.page.getByRole('slider', { name: 'Time of day' })
    const box = await timeline.boundingBox()
    if (!box) throw new Error('no timeline')
    const y = box.y + box.height / 2
    await hud.page.mouse.click(box.x + box.width / 2, y)
    await hud.untilText('clock', /^09:37:[23]\d$/)
    await hud.page.mouse.down()
    await hud.page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 })
    await hud.page.mouse.move(box.x + box.width * 0.8, y, { steps: 4 })
    await hud.page.mouse.up()
    await hud.untilText('clock', '09:42:00')
    await hud.page.mouse.wheel(0, 100)
    await hud.untilText('clock', '09:42:10')
    await timeline.focus()
    await hud.press('Home')
    const first = Number(await timeline.getAttribute('aria-valuemin'))
    await hud.untilText('clock', clockText(first))
    await hud.press('PageUp')
    await hud.untilText('clock', clockText(first + 600))
    expect(await timeline.getAttribute('aria-valuetext')).toBe(clockText(first + 600))
    await hud.press('ArrowLeft')
    await hud.untilText('clock', clockText(first + 595))
  })

  test('from one event of note to the next smaller and back, which is told', async () => {
    await hud.goTo('09:31:00')
    const told = async (key: string, place: number) => {
      await hud.press(key)
      await hud.untilText(
        'message',
        new RegExp(`^09:\\d\\d:\\d\\d .+ · ${place} of \\d+, by size$`),
      )
      const clock = (await hud.text('message')).slice(0, 8)
      await hud.untilText('clock', clock)
      return clock
    }
    const largest = await told('n', 1)
    expect(await told('n', 2)).not.toBe(largest)
    expect(await told('N', 1)).toBe(largest)
  })

  test('by the list of events: the largest first, one kind, and a click goes there', async () => {
    await hud.press('e')
    const list = hud.page.getByTestId('events')
    await hud.until(() => list.innerText(), /^09:\d\d:\d\d/)
    const dialog = hud.page.getByRole('dialog')
    await dialog.getByLabel('Kind').selectOption('wall gone')
    await hud.until(() => list.innerText(), /^(09:\d\d:\d\d +(asks|bids) .*pulled, .*\n*)+$/)
    await dialog.getByRole('button', { name: 'by time' }).click()
    const first = list.getByRole('button').first()
    const clock = (await first.innerText()).slice(0, 8)
    await first.click()
    await hud.untilText('clock', clock)
    expect(await dialog.count()).toBe(0)
  })

  test('sweeps and icebergs are marked on the map, unless they are switched off', async () => {
    const marks = () => hud.page.locator('.event-marks').getAttribute('aria-label')
    await hud.press('e')
    const dialog = hud.page.getByRole('dialog')
    await dialog.getByLabel('Kind').selectOption('iceberg')
    await hud.page.getByTestId('events').getByRole('button').first().click()
    await hud.until(async () => String(await marks()), /^[1-9]\d* sweeps, icebergs/)
    await hud.press('x')
    await hud.until(async () => String(await marks()), /^0 sweeps, icebergs/)
    await hud.press('x', 'e')
    await dialog.getByLabel('Kind').selectOption('')
    await hud.press('Escape')
  })

  test('alerts: a condition rings when playing passes it, is in the list, and can be removed', async () => {
    await hud.goTo('09:33:00')
    await hud.press('A')
    const dialog = hud.page.getByRole('dialog')
    await hud.page.keyboard.type('no_such_column > 1')
    await hud.press('Enter')
    await hud.until(() => dialog.innerText(), /there is no column no_such_column/)
    await dialog.getByRole('button', { name: 'remove' }).click()
    await dialog.getByRole('textbox').fill('trade_volume > 0')
    await dialog.getByRole('button', { name: 'Add' }).click()
    await hud.until(() => dialog.innerText(), /trade_volume > 0 rings [1-9]\d* times/)
    await hud.press('Escape', 'e')
    await dialog.getByLabel('Kind').selectOption('alert')
    await dialog.getByRole('button', { name: 'by time' }).click()
    const [first] = (await hud.page.getByTestId('events').innerText()).split('\n')
    expect(first).toMatch(/^09:3\d:\d\d +alert: trade_volume > 0/)
    await dialog.getByLabel('Kind').selectOption('')
    await dialog.getByRole('button', { name: 'largest first' }).click()
    await hud.press('Escape')
    await hud.goTo(first.slice(0, 8))
    await hud.press('Shift+ArrowLeft', 'Space')
    await hud.untilText('message', new RegExp(`^${first.slice(0, 8)} +alert: trade_volume > 0$`))
    await hud.press('Space', 'A')
    await dialog.getByRole('button', { name: 'remove' }).click()
    await hud.until(() => hud.page.getByTestId('alerts').innerText(), /^$/)
    await hud.press('Escape')
    await hud.untilPhase('paused')
  })

  test('plays at the speed that is asked for', SLOW, async () => {
    await hud.goTo('09:33:00')
    await hud.press('}', '}', '}')
    await hud.untilText('speed', '8×')
    const seconds = async () => {
      const [hours, minutes, rest] = (await hud.text('clock')).split(':').map(Number)
      return hours * 3600 + minutes * 60 + rest
    }
    const [from, started] = [await seconds(), performance.now()]
    await hud.press('Space')
    await hud.page.waitForTimeout(3000)
    const shown = (await seconds()) - from
    const elapsed = (performance.now() - started) / 1000
    await hud.press('Space', 'Backspace')
    await hud.untilPhase('paused')
    await hud.untilText('speed', '1×')
    // How exact the cadence is, is the server's to prove; a busy machine shows some seconds late,
    // but none is early.
    expect(shown).toBeGreaterThan(1.5 * elapsed)
    expect(shown).toBeLessThanOrEqual(8 * elapsed + 1)
  })
})

describe('the address', () => {
  test('is what is seen, and reopens it', async () => {
    await hud.goTo('09:34:20')
    await hud.until(async () => hud.page.url(), /at=2026-01-06T14:34:20Z$/)
    const other = await HudPage.open(browser, hud.page.url())
    await other.untilText('clock', /^09:34:2\d$/)
    expect(await other.page.title()).toBe(`${SYMBOL} ${DT} · Spymaster`)
    await other.close()
  })

  test(
    'without a day is the server’s latest; another is picked, and back goes back',
    SLOW,
    async () => {
      const other = await HudPage.open(browser, server.url)
      await other.untilText('clock', /^09:30:\d\d$/)
      await other.until(async () => other.page.url(), /symbol=ESH6&dt=2026-01-07&at=/)
      const dates = other.page.getByLabel('Date')
      expect(await dates.locator('option').allInnerTexts()).toEqual(['2026-01-07', '2026-01-06'])
      await dates.selectOption('2026-01-06')
      await other.until(async () => other.page.url(), /dt=2026-01-06&at=2026-01-06T14:30:/)
      await other.until(() => other.page.locator('.standing').innerText(), /looks ahead/)
      await other.page.goBack()
      await other.until(async () => other.page.url(), /dt=2026-01-07&at=/)
      await other.until(() => dates.inputValue(), '2026-01-07')
      await other.untilPhase('live')
      expect(other.complaints).toEqual([])
      await other.close()
    },
  )
})

describe('the picture', () => {
  test('layers and what lies over them are switched by keys, and the buttons show it', async () => {
    const isOn = async (name: string) =>
      (await hud.page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed')) ===
      'true'
    await hud.press('4')
    await hud.until(async () => String(await isOn('GEX')), 'true')
    await hud.until(() => hud.page.locator('.legend').innerText(), /GEX \+/)
    await hud.press('b', 'a')
    await hud.until(async () => String((await isOn('candles')) && (await isOn('own spot'))), 'true')
    await hud.press('b', 'a')
    await hud.page.getByRole('button', { name: 'wall', exact: true }).click()
    await hud.until(async () => String(await isOn('wall')), 'true')
    // The button has the focus now: the space bar is its own, not the player's.
    await hud.press('Space')
    await hud.page.waitForTimeout(200)
    await hud.untilPhase('paused')
  })

  test('panels: layouts in turn, prints, the heatmap alone, larger trades only', async () => {
    const { page } = hud
    const isSeen = (selector: string) => page.locator(selector).isVisible()
    await hud.press('w')
    await hud.until(async () => String(await isSeen('.prints')), 'true')
    await hud.press('f', 'f')
    await hud.until(() => page.locator('.prints h3').innerText(), 'prints from 10 lots')
    await hud.press('F', 'F', 'w')
    await hud.until(
      async () => String((await isSeen('.ladder')) || !(await isSeen('.gex'))),
      'false',
    )
    await hud.press('w', 'w')
    await hud.until(async () => String((await isSeen('.ladder')) && (await isSeen('.gex'))), 'true')
    const narrow = (await hud.plot()).width
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await hud.press('Enter')
    await hud.until(async () => String((await hud.plot()).width > narrow * 1.2), 'true')
    await hud.press('Enter')
    await hud.until(async () => String((await hud.plot()).width === narrow), 'true')
  })

  test('the theme is turned, and remembered', async () => {
    const background = () =>
      hud.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const before = await background()
    await hud.press('t')
    await hud.until(background, new RegExp(`^(?!${before.replace(/[()]/g, '\\$&')}$)`))
    const after = await background()
    await hud.page.reload()
    await hud.untilPhase('live')
    await hud.until(background, new RegExp(after.replace(/[()]/g, '\\$&')))
    await hud.press('Space', 't')
    await hud.untilPhase('paused')
    await hud.until(background, new RegExp(before.replace(/[()]/g, '\\$&')))
  })

  test('the theme is the system’s, until the reader turns it', async () => {
    const other = await HudPage.open(browser, address(''), { colorScheme: 'light' })
    const theme = () => other.page.evaluate(() => document.documentElement.dataset.theme ?? '')
    await other.until(theme, 'light')
    await other.page.emulateMedia({ colorScheme: 'dark' })
    await other.until(theme, 'dark')
    await other.press('t')
    await other.until(theme, 'light')
    await other.page.emulateMedia({ colorScheme: 'light' })
    await other.page.emulateMedia({ colorScheme: 'dark' })
    await other.page.waitForTimeout(100)
    expect(await theme()).toBe('light')
    await other.close()
  })

  test('is dragged into the past, and goes back to the newest second', async () => {
    const { mouse } = hud.page
    const plot = await hud.plot()
    const [x, y] = [plot.x + plot.width / 2, plot.y + plot.height / 2]
    const back = hud.page.getByRole('button', { name: /^back to 09:/ })
    await mouse.move(x, y)
    await hud.untilText('read-time', /^09:/)
    const before = await hud.text('read-time')
    for (const way of ['click', 'Escape']) {
      await mouse.move(x, y)
      await mouse.down()
      await mouse.move(x + 150, y, { steps: 3 })
      await mouse.up()
      await back.waitFor()
      await mouse.move(x, y)
      await hud.until(async () => String((await hud.text('read-time')) < before), 'true')
      if (way === 'click') await back.click()
      // The first lets go of the crosshair.
      else await hud.press('Escape', 'Escape')
      await back.waitFor({ state: 'detached' })
    }
    await mouse.move(x, y)
    await hud.untilText('read-time', before)
    await hud.pointAway()
  })

  test('the crosshair goes by keys too, and Escape lets go of it', async () => {
    await hud.press('h')
    const first = await hud.text('read-time')
    await hud.press('h', 'h', 'h', 'k', 'k')
    await hud.until(async () => String((await hud.text('read-time')) < first), 'true')
    await hud.press('Escape')
    await hud.page.getByTestId('read-out').waitFor({ state: 'detached' })
  })

  test(
    'panels are sized by dragging and by arrow keys, and stay so after a reload',
    SLOW,
    async () => {
      const handle = hud.page.getByRole('slider', { name: 'Size of ladder' })
      const width = async () => (await hud.page.locator('.ladder').boundingBox())?.width ?? 0
      const before = await width()
      const box = await handle.boundingBox()
      if (!box) throw new Error('no handle')
      const y = box.y + box.height / 3
      await hud.page.mouse.move(box.x + box.width / 2, y)
      await hud.page.mouse.down()
      await hud.page.mouse.move(box.x + box.width / 2 - 60, y, { steps: 3 })
      await hud.page.mouse.up()
      const dragged = await width()
      expect(Math.abs(dragged - before - 60)).toBeLessThan(3)
      await handle.focus()
      await hud.press('ArrowRight')
      expect(await width()).toBe(dragged - 16)
      await hud.press('P')
      await hud.page.locator('.prints').waitFor()
      await hud.page.reload()
      await hud.untilPhase('live')
      await hud.press('Space')
      await hud.untilPhase('paused')
      expect(await width()).toBe(dragged - 16)
      expect(await hud.page.locator('.prints').count()).toBe(1)
      await hud.press('P')
      await handle.dblclick()
      await hud.until(async () => String(Math.round(await width())), String(Math.round(before)))
    },
  )

  test('keys of a single character can be switched off in the help, and on again', async () => {
    const quotes = hud.page.getByRole('button', { name: 'quotes' })
    const before = await quotes.getAttribute('aria-pressed')
    await hud.press('?')
    await hud.page.getByRole('checkbox').uncheck()
    await hud.press('Escape', 'i')
    expect(await quotes.getAttribute('aria-pressed')).toBe(before)
    await hud.page.getByRole('button', { name: 'Keys' }).click()
    await hud.page.getByRole('checkbox').check()
    await hud.press('Escape', 'i')
    await hud.until(
      async () => String(await quotes.getAttribute('aria-pressed')),
      before === 'true' ? 'false' : 'true',
    )
    await hud.press('i')
  })

  test('the page is saved as a PNG of its size, texts and heatmap in it', async () => {
    const download = hud.page.waitForEvent('download')
    await hud.press('s')
    const file = await download
    expect(file.suggestedFilename()).toMatch(/^ESH6-2026-01-06-\d{6}\.png$/)
    const saved = readFileSync(await file.path())
    const shown = await hud.page.screenshot()
    const { width, height } = hud.page.viewportSize() ?? { width: 0, height: 0 }
    const size = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)]
    expect(size(saved)).toEqual([width, height])
    expect(size(shown)).toEqual([width, height])
    // How many of the pixels are about what a screenshot has.
    const alike = await hud.page.evaluate(
      async (pictures) => {
        const pixels = await Promise.all(
          pictures.map(async (base64) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
            const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
            const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
            context?.drawImage(image, 0, 0)
            return context?.getImageData(0, 0, image.width, image.height).data ?? []
          }),
        )
        const [one, other] = pixels
        let same = 0
        for (let at = 0; at < one.length; at += 4)
          if (Math.abs(one[at] - other[at]) + Math.abs(one[at + 1] - other[at + 1]) < 60) same++
        return same / (one.length / 4)
      },
      [saved, shown].map((png) => png.toString('base64')),
    )
    expect(alike).toBeGreaterThan(0.95)
  })

  test('the page is recorded as WebM', async () => {
    await hud.page.getByRole('button', { name: 'record', exact: true }).click()
    await hud.page.waitForTimeout(400)
    const download = hud.page.waitForEvent('download')
    await hud.page.getByRole('button', { name: 'stop', exact: true }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/^ESH6-2026-01-06-\d{6}\.webm$/)
    // The first bytes of every WebM.
    expect(
      readFileSync(await file.path())
        .subarray(0, 4)
        .toString('hex'),
    ).toBe('1a45dfa3')
  })
})

describe('for everyone', SLOW, () => {
  test('with the keyboard alone every control is reached, named, and visibly so', async () => {
    const { page } = hud
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    const names = new Set<string>()
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => {
        const element = document.activeElement
        if (!element || element === document.body) return undefined
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        const name = element.getAttribute('aria-label') ?? (element as HTMLElement).innerText
        return { name: name.trim(), outline: `${outlineStyle} ${outlineWidth}` }
      })
      // Beyond the last control is the browser, and beyond it the first.
      if (!focused) continue
      if (names.has(focused.name)) break
      expect(focused).toEqual({ name: expect.stringMatching(/./), outline: 'solid 2px' })
      names.add(focused.name)
    }
    const wanted = ['Contract', 'Date', 'Time of day', 'Play', 'go to', 'GEX', 'own spot', 'Keys']
    expect([...names]).toEqual(expect.arrayContaining(wanted))
    expect(names.size).toBeGreaterThan(28)
  })

  test('a dialog holds the focus and gives it back', async () => {
    const help = hud.page.getByRole('button', { name: 'Keys' })
    await help.focus()
    await hud.press('Enter')
    const dialog = hud.page.getByRole('dialog')
    await dialog.waitFor()
    await hud.press('Tab', 'Tab', 'Tab')
    // Beyond the dialog's last control comes the browser's own bar, never the page behind.
    // While the browser's bar has the focus, no element has it.
    const isBehind = () =>
      hud.page.evaluate(() => {
        const behind = document.activeElement?.closest('header.header, main, footer')
        return behind !== null && behind !== undefined
      })
    expect(await isBehind()).toBe(false)
    await hud.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await hud.until(
      async () => String(await help.evaluate((element) => element === document.activeElement)),
      'true',
    )
    await hud.press('?')
    await dialog.waitFor()
    await hud.press('?')
    await dialog.waitFor({ state: 'detached' })
  })

  test.each(['dark', 'light'] as const)('axe finds nothing wrong, %s', async (colorScheme) => {
    const other = await HudPage.open(browser, address('14:36:00'), { colorScheme })
    await other.untilPhase('live')
    const plot = await other.plot()
    await other.page.mouse.move(plot.x + 300, plot.y + 200)
    await other.page.getByTestId('read-out').waitFor()
    for (const state of ['page', 'help', 'go to']) {
      if (state === 'help') await other.press('?')
      if (state === 'go to') await other.press('Escape', 'g')
      expect({ state, found: await violations(other) }).toEqual({ state, found: [] })
    }
    expect(other.complaints).toEqual([])
    await other.close()
  })

  test('on a phone the heatmap is as wide as the page, and a drawer has the book', async () => {
    const viewport = { width: 390, height: 844 }
    const other = await HudPage.open(browser, address('14:36:00'), { viewport })
    await other.untilPhase('live', 20_000)
    expect((await other.plot()).width).toBe(390)
    expect(await other.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    expect(await other.page.locator('.ladder').isVisible()).toBe(false)
    await other.page.getByRole('button', { name: 'book' }).click()
    await other.page.locator('.ladder').waitFor({ state: 'visible' })
    await other.close()
  })

  test.each([
    [1280, 720],
    [1024, 640],
    [3840, 2160],
  ])('at %i × %i nothing is cut off or over another', async (width, height) => {
    const other = await HudPage.open(browser, address('14:36:00'), { viewport: { width, height } })
    await other.untilPhase('live', 20_000)
    expect(await misplaced(other)).toEqual([])
    await other.close()
  })
})

/** What axe finds wrong, as a line each. */
async function violations({ page }: HudPage): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

/** Parts that reach out of the window or over each other, and texts that are wider than their room. */
function misplaced({ page }: HudPage): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const parts = [
      ...document.querySelectorAll(
        'header.header > *, main > canvas, .plot, .gauges, .timeline, .controls > *',
      ),
    ]
    const boxes = parts.map((part) => ({ part, box: part.getBoundingClientRect() }))
    const nameOf = (part: Element) => `${part.tagName.toLowerCase()}.${part.className}`
    for (const { part, box } of boxes) {
      const isOut =
        box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1
      if (isOut) found.push(`${nameOf(part)} is out of the window`)
      for (const { part: other, box: at } of boxes) {
        const across = Math.min(box.right, at.right) - Math.max(box.left, at.left)
        const down = Math.min(box.bottom, at.bottom) - Math.max(box.top, at.top)
        if (part !== other && across > 1 && down > 1)
          found.push(`${nameOf(part)} is over ${nameOf(other)}`)
      }
    }
    for (const element of document.querySelectorAll('body *:not(.unseen, canvas)')) {
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent?.trim(),
      )
      if (hasText && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) {
        found.push(`${nameOf(element)} has no room for "${element.textContent}"`)
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push('the page scrolls')
    return found
  })
}
