import { Failure } from '../failure.ts'
import type { DayDescription } from '../seconds/second.ts'
import type { Signal } from './signal.ts'

/** Of a day, what decides whether its norms look ahead. */
export interface CalibratedDay extends Pick<DayDescription, 'symbol' | 'dt' | 'calibrationMode'> {
  /** The session that the user chose to calibrate by, of mode `chosen`. */
  readonly calibrationDate?: string | undefined
}

/**
 * Refuses a signal whose norms look ahead on a day: those of a calibration by the day itself, or by
 * a session that the user chose and that is not earlier. Quantiles may be of such days: they are
 * over when the quantile is used.
 *
 * @throws Failure `input` naming the column and the day
 */
export function assertNoLookAhead(signal: Signal, day: CalibratedDay): void {
  const { symbol, dt, calibrationMode: mode, calibrationDate } = day
  const column = signal.columns.find(({ isCalibrated }) => isCalibrated)
  if (!column || mode === undefined || mode === 'prior') return
  if (mode === 'chosen' && calibrationDate !== undefined && calibrationDate < dt) return
  const by =
    mode === 'chosen' ? (calibrationDate ?? 'a session that was chosen') : 'that day itself'
  throw new Failure({
    code: 'input',
    what: `${column.name} looks ahead: it is normed by ${by}`,
    where: `${symbol} ${dt}`,
    fix: 'use later days, or norms of earlier sessions: spymaster pipeline run --calibration prior',
  })
}
