import { createRequire } from 'node:module'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { readAsset } from '../files/assets.ts'

const { resolve } = createRequire(import.meta.url)
/** Bundled fonts make the picture the same on every machine. */
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  resolve(`dejavu-fonts-ttf/ttf/${name}`),
)

let ready: Promise<Uint8Array[]> | undefined

/** Rasterizes a chart's SVG at its own size. */
export async function chartPng(svg: string): Promise<Uint8Array> {
  ready ??= prepare()
  const fontBuffers = await ready
  const resvg = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  })
  try {
    const image = resvg.render()
    const png = image.asPng()
    image.free()
    return png
  } finally {
    resvg.free()
  }
}

async function prepare(): Promise<Uint8Array[]> {
  await initWasm(readAsset(resolve('@resvg/resvg-wasm/index_bg.wasm')))
  return Promise.all(FONTS.map((path) => readAsset(path)))
}
