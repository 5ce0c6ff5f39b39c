import { EXCHANGE_ZONE } from '../market/exchange-clock.ts'

/** Label of the exchange's time zone. */
export const EXCHANGE_ZONE_LABEL = 'ET'

const formats = new Map<string, Intl.DateTimeFormat>()

/** A zone's clock at a Unix second: "09:31:00". */
export function clockText(second: number, zone: string = EXCHANGE_ZONE): string {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(zone, format)
  }
  return format.format(second * 1000)
}

/** The exchange's second of the day at a Unix second, 0–86,399. */
export function exchangeSecondOfDay(second: number): number {
  const [hours, minutes, seconds] = clockText(second).split(':').map(Number)
  return hours * 3600 + minutes * 60 + seconds
}

let local: { zone: string; label: string } | undefined

/** The machine's time zone and its label: "Europe/Berlin" is "Berlin". */
export function localZone(): { zone: string; label: string } {
  if (!local) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
    local = { zone, label: zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ') }
  }
  return local
}
