/** The session levels and their labels, in order of importance. */
export const LEVELS = [
  { column: 'vwap', label: 'VWAP' },
  { column: 'session_high', label: 'high' },
  { column: 'session_low', label: 'low' },
  { column: 'prior_close', label: 'prior close' },
  { column: 'prior_high', label: 'prior high' },
  { column: 'prior_low', label: 'prior low' },
  { column: 'settlement', label: 'settlement' },
  { column: 'or_high', label: 'OR high' },
  { column: 'or_low', label: 'OR low' },
  { column: 'pm_high', label: 'pre high' },
  { column: 'pm_low', label: 'pre low' },
  { column: 'sma_200', label: 'SMA 200' },
  { column: 'sma_400', label: 'SMA 400' },
] as const

export const LEVEL_COLUMNS: readonly string[] = LEVELS.map(({ column }) => column)
