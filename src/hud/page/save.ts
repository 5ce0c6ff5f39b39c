import { clockText } from '../../player/clock-text.ts'
import type { DayDescription } from '../../seconds/second.ts'

/** Downloads a picture or a video: "ESH6-2026-01-06-093321.png". */
export function saveBlob(
  blob: Blob,
  { symbol, dt }: DayDescription,
  second: number,
  ending: 'png' | 'webm',
): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${symbol}-${dt}-${clockText(second).replaceAll(':', '')}.${ending}`
  link.click()
  URL.revokeObjectURL(link.href)
}
