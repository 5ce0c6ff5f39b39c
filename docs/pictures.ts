/**
 * Makes the README's pictures of the terminal and of a chart from a demo's lake; those of the page are
 * made by test/hud/pictures.ts.
 *
 *     npm run build && node bin/run.js demo --keep LAKE --events 200000
 *     npm run pictures LAKE
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { execa } from 'execa'

const DAY = ['--symbol', 'ESH6', '--dt', '2026-01-06']
/** The pull is in the seconds before. */
const CLOCK = '09:34:32'
const PROGRAM = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const { resolve } = createRequire(import.meta.url)

const [lake] = process.argv.slice(2)
if (lake === undefined) throw new Error('usage: npm run pictures LAKE')
const folder = await mkdtemp(join(tmpdir(), 'spymaster-pictures-'))
try {
  await terminalPicture(lake)
  await run(
    'render',
    '--at',
    '09:30',
    '--span',
    '10m',
    '--out',
    picturePath('chart'),
    '--overwrite',
  )
} finally {
  await rm(folder, { recursive: true })
}

async function terminalPicture(root: string): Promise<void> {
  const svg = join(folder, 'frame.svg')
  await run('tui', 'replay', '--at', CLOCK, '--size', '160x48', '--export', svg)
  await initWasm(await readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')))
  const fonts = ['DejaVuSansMono.ttf', 'DejaVuSansMono-Bold.ttf']
  const fontBuffers = await Promise.all(
    fonts.map((name) => readFile(resolve(`dejavu-fonts-ttf/ttf/${name}`))),
  )
  const font = { fontBuffers, monospaceFamily: 'DejaVu Sans Mono' }
  const image = new Resvg(await readFile(svg, 'utf8'), { font })
  await writeFile(picturePath('replay'), image.render().asPng())
  console.log(`${root}: ${picturePath('replay')}`)
}

async function run(...args: string[]): Promise<void> {
  await execa(process.execPath, [PROGRAM, ...args, ...DAY, '--lake', lake], { stdio: 'inherit' })
}

function picturePath(name: string): string {
  return fileURLToPath(new URL(`${name}.png`, import.meta.url))
}
