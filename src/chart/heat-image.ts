import { crc32, deflateSync } from 'node:zlib'
import { cellColour } from '../player/cell-colours.ts'
import { CELL_KIND } from '../player/heatmap.ts'
import { paletteOf } from '../player/palette.ts'
import type { Chart } from './chart.ts'

/** Bytes per pixel: red, green, blue, alpha. */
const CHANNELS = 4
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Eight bits a channel, colour and alpha (PNG specification, 11.2.1). */
const EIGHT_BITS = 8
const TRUECOLOUR_ALPHA = 6
/**
 * Difference to the left pixel: depth mostly stays the same from second to second, so it compresses
 * well.
 */
const FILTER_SUB = 1

/**
 * The heatmap as a PNG, one pixel per cell. Unrecorded cells are transparent, to show the hatching
 * behind.
 */
export function heatImage({ heatmap, scale, view }: Chart): Uint8Array {
  const { columns, cells, kind, value, overlay, isValid } = heatmap
  const palette = paletteOf(view)
  const rowBytes = 1 + columns * CHANNELS
  const raw = new Uint8Array(cells * rowBytes)
  for (let cell = 0; cell < cells; cell++) {
    let at = cell * rowBytes
    raw[at++] = FILTER_SUB
    let left = 0
    for (let column = 0; column < columns; column++) {
      const index = column * cells + cell
      let pixel = 0
      if (kind[index] !== CELL_KIND.none && kind[index] !== CELL_KIND.unrecorded) {
        const isSound = isValid[column] === 1
        const { minVacuum } = scale
        const score = overlay[index]
        pixel = cellColour(palette, kind[index], value[index], score, minVacuum, isSound)
        pixel += 0xff000000
      }
      raw[at++] = (pixel >> 16) - (left >> 16)
      raw[at++] = (pixel >> 8) - (left >> 8)
      raw[at++] = pixel - left
      raw[at++] = (pixel >>> 24) - (left >>> 24)
      left = pixel
    }
  }
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, columns)
  header.setUint32(4, cells)
  header.setUint8(8, EIGHT_BITS)
  header.setUint8(9, TRUECOLOUR_ALPHA)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(raw, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ])
}

/** A PNG chunk: length, name, data, and the CRC of name and data. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
