const SECOND_MS = 1000

/**
 * The Unix second of a zone's local time, without `Temporal`, which not every browser has. Not for
 * times that daylight saving skips or repeats.
 *
 * @param date `2026-01-06`
 * @param clock `09:30`
 */
export function zoneSecond(date: string, clock: string, zone: string): number {
  const wall = Date.parse(`${date}T${clock}:00Z`) / SECOND_MS
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const offsetAt = (second: number) => {
    const part = Object.fromEntries(
      format.formatToParts(second * SECOND_MS).map(({ type, value }) => [type, value]),
    )
    const { year, month, day, hour, minute } = part
    const shown = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${part.second}Z`)
    return shown / SECOND_MS - second
  }
  // The offset may be another at the local time than at the same clock in UTC.
  return wall - offsetAt(wall - offsetAt(wall))
}
