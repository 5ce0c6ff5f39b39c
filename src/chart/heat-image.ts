import { crc32, deflateSync } from 'node:zlib'
import { cellColour } from '../player/cell-colours.ts'
import { CELL } from '../player/heatmap.ts'
import { PALETTES } from '../player/palette.ts'
import type { Chart } from './chart.ts'

/** Bytes of a pixel: red, green, blue, and how solid it is. */
const CHANNELS = 4
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Eight bits a channel, colour and alpha (PNG specification, 11.2.1). */
const EIGHT_BITS = 8
const TRUECOLOUR_ALPHA = 6
/** Each pixel less its left neighbour: depth mostly stays as it is from second to second. */
const FILTER_SUB = 1

/**
 * The heatmap's cells as a PNG, a pixel a cell. What was not recorded is see-through: the chart
 * hatches what lies behind.
 */
export function heatImage({ heatmap, scale, view }: Chart): Uint8Array {
  const { columns, cells, kind, value, over, isValid } = heatmap
  const palette = PALETTES[view.theme]
  const rowBytes = 1 + columns * CHANNELS
  const raw = new Uint8Array(cells * rowBytes)
  for (let cell = 0; cell < cells; cell++) {
    let at = cell * rowBytes
    raw[at++] = FILTER_SUB
    let left = 0
    for (let column = 0; column < columns; column++) {
      const index = column * cells + cell
      let pixel = 0
      if (kind[index] !== CELL.none && kind[index] !== CELL.unrecorded) {
        const isSound = isValid[column] === 1
        const { minVacuum } = scale
        const score = over[index]
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

/** Length, name, data, and the checksum of the last two. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
