import { clockText } from '../../player/clock-text.ts'
import type { DayDescription } from '../../seconds/second.ts'

/** Downloads a picture: "ESH6-2026-01-06-093321.png". */
export function saveBlob(blob: Blob, { symbol, dt }: DayDescription, second: number): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${symbol}-${dt}-${clockText(second).replaceAll(':', '')}.png`
  link.click()
  URL.revokeObjectURL(link.href)
}
