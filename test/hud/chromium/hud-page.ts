import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type Complaints, openPage } from '../browser.ts'

/** What the page calls how it stands with the server. */
export type Phase = 'connecting' | 'live' | 'paused' | 'end of day' | 'reconnecting' | 'refused'

/** The HUD in a browser, as its reader has it: only what can be seen is asked, and touched. */
export class HudPage {
  readonly page: Page
  readonly complaints: Complaints

  private constructor(page: Page, complaints: Complaints) {
    this.page = page
    this.complaints = complaints
  }

  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<HudPage> {
    const { page, complaints } = await openPage(browser, options)
    await page.goto(url)
    return new HudPage(page, complaints)
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  text(id: string): Promise<string> {
    return this.page.getByTestId(id).innerText()
  }

  async untilText(id: string, expected: string | RegExp, timeout = 10_000): Promise<void> {
    await this.until(() => this.text(id), expected, timeout)
  }

  async untilPhase(phase: Phase, timeout?: number): Promise<void> {
    await this.untilText('phase', phase, timeout)
  }

  /** Waits until something reads as expected; says what it read last. */
  async until(
    read: () => Promise<string>,
    expected: string | RegExp,
    timeout = 10_000,
  ): Promise<void> {
    const pattern = typeof expected === 'string' ? new RegExp(`^${expected}$`) : expected
    const deadline = performance.now() + timeout
    for (;;) {
      const found = await read()
      if (pattern.test(found)) return
      if (performance.now() > deadline) throw new Error(`expected ${pattern}, found "${found}"`)
      await this.page.waitForTimeout(50)
    }
  }

  press(...keys: string[]): Promise<void> {
    return keys.reduce(async (before, key) => {
      await before
      await this.page.keyboard.press(key)
    }, Promise.resolve())
  }

  /** Goes to a time of the exchange's clock by the keyboard, and waits until it is shown. */
  async goTo(clock: string): Promise<void> {
    await this.press('g')
    await this.page.keyboard.type(clock)
    await this.press('Enter')
    await this.untilText('clock', clock)
  }

  /** Where the heatmap lies on the page. */
  async plot(): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.page.locator('canvas.heatmap').boundingBox()
    if (!box) throw new Error('the heatmap is not on the page')
    return box
  }

  /** Points away from everything. */
  async pointAway(): Promise<void> {
    await this.page.mouse.move(2, 2)
    await this.page.getByTestId('read-out').waitFor({ state: 'detached' })
  }

  /** The colours that the page has at places, 0xRRGGBB. */
  async colours(places: readonly { x: number; y: number }[]): Promise<number[]> {
    const screenshot = (await this.page.screenshot()).toString('base64')
    const wanted = places.map(({ x, y }) => [Math.floor(x), Math.floor(y)])
    // A page without the HUD's policy reads the picture.
    const reader = await this.page.context().newPage()
    const colours = await reader.evaluate(
      async ([png, points]) => {
        const image = new Image()
        image.src = `data:image/png;base64,${png}`
        await image.decode()
        const canvas = new OffscreenCanvas(image.width, image.height)
        const context = canvas.getContext('2d', { willReadFrequently: true })
        context?.drawImage(image, 0, 0)
        return points.map(([x, y]) => {
          const [red, green, blue] = context?.getImageData(x, y, 1, 1).data ?? []
          return (red << 16) | (green << 8) | blue
        })
      },
      [screenshot, wanted] as const,
    )
    await reader.close()
    return colours
  }
}
