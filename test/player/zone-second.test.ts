import { expect, it } from 'vitest'
import { clockSecond } from '../../src/market/exchange-clock.ts'
import { addDays } from '../../src/market/time.ts'
import { zoneSecond } from '../../src/player/zone-second.ts'

it.each(['America/New_York', 'America/Chicago', 'Europe/London', 'Asia/Tokyo', 'UTC'])(
  'is what Temporal says, every day of a year: %s',
  (zone) => {
    let date = '2026-01-01'
    for (let day = 0; day < 365; day++) {
      expect(zoneSecond(date, '09:30', zone), date).toBe(clockSecond(date, 9, 30, zone))
      date = addDays(date, 1)
    }
  },
)
