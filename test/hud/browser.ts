import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** WebGL2 without a graphics card; nothing that reaches out by itself. */
const FLAGS = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--no-sandbox',
  '--disable-background-networking',
]

/** Starts the Chromium that came with the packages. The caller closes it. */
export async function openBrowser(...more: string[]): Promise<Browser> {
  // Makes it unpack the libraries of its own, which a bare machine lacks; read when it is loaded.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs22.x'
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    return await chromium.launch({ executablePath, args: [...FLAGS, ...more] })
  } catch (cause) {
    throw new Error(
      'Chromium does not start: is @sparticuz/chromium installed (npm ci), and has the folder for temporary files 300 MB left?',
      { cause },
    )
  }
}

/** What a page complained of: errors, warnings, refusals of its security policy, failed requests. */
export type Complaints = string[]

/** Opens a page that keeps its complaints. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: Complaints }> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    colorScheme: 'dark',
    ...options,
  })
  const page = await context.newPage()
  const complaints: Complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`${message.type()}: ${message.text()}`)
    }
  })
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
  page.on('requestfailed', (request) => {
    // What the page itself gives up, because it looks elsewhere by now, is no failure.
    const why = request.failure()?.errorText ?? ''
    if (why !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${why}`)
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`policy: ${violatedDirective} ${blockedURI}`)
    })
  })
  return { page, complaints }
}
