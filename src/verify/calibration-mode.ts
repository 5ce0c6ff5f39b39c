import { DATASETS } from '../contracts/registry.ts'
import { type PartitionReader, readPartition } from '../lake/partition/read.ts'
import { calibratingWalls } from './calibration.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'
import { letterAt, readAll, readCalibration } from './norms.ts'
import { withReaders } from './readers.ts'

/** A calibration's stated origin is correct, and mode prior does not look ahead. */
export const calibrationMode: Check = {
  name: 'calibration mode',
  proves: 'mode, date and sessions stated are those it was made of, and prior means earlier',
  reads: [DATASETS.calibration],
  run: (subject, evidence) =>
    withReaders(subject, async (reader) => {
      const { dt, stage } = reader.manifest
      const dates = calibratingWalls(reader).map((wall) => wall.dt)
      const mode = modeOf(dates, dt, String(stage.parameters.calibration))
      const expected: Record<string, string | number> = {
        asof_dt: dt,
        lookback_sessions: dates.length,
        session_window: await sessionsOf(subject, reader),
        mode,
      }
      evidence.count(`${mode.replace('_', '-')} calibrations`)
      checkDates(mode, dates, dt, evidence)
      for (const table of await readAll(reader)) {
        const metrics = table.column('metric_name', 'text')
        for (let row = 0; row < table.length; row++) {
          for (const [name, wanted] of Object.entries(expected)) {
            const found = name === 'mode' ? letterAt(table, name, row) : table.filled(name)[row]
            if (found !== wanted)
              evidence.offend(() => `${metrics[row]}: ${name} is ${found}, expected ${wanted}`)
          }
        }
      }
    }),
}

/** Scored tables state the calibration's mode. */
export const statedMode: Check = {
  name: 'stated mode',
  proves: "vacuum and bands state their calibration's mode",
  reads: [DATASETS.vacuum, DATASETS.bands, DATASETS.calibration],
  run: (subject, evidence) =>
    withReaders(subject, async (vacuum, bands, calibration) => {
      const { mode } = await readCalibration(calibration)
      for (const { dataset, quality } of [vacuum.manifest, bands.manifest]) {
        const stated = quality.calibration_mode
        evidence.count('statements')
        if (stated !== mode)
          evidence.offend(
            () => `${dataset}: quality calibration_mode is ${stated}, the calibration's ${mode}`,
          )
      }
    }),
}

/** The mode: by its own session, by earlier ones, or by a chosen one. */
function modeOf(dates: readonly string[], dt: string, choice: string): string {
  if (dates.length === 1 && dates[0] === dt) return 'same_day'
  return choice === 'prior' ? 'prior' : 'chosen'
}

function checkDates(mode: string, dates: readonly string[], dt: string, evidence: Evidence): void {
  if (dates.length === 0) evidence.offend(() => 'no wall is recorded that it was made of')
  if (mode === 'chosen' && dates.length > 1)
    evidence.offend(() => `it is of one session that was chosen, and yet of ${dates.join(', ')}`)
  for (const date of mode === 'prior' ? dates : []) {
    if (date >= dt)
      evidence.offend(() => `it looks ahead: a session of ${date} calibrates ${dt} as prior`)
  }
}

/** The time ranges of the sessions it was made of, each once. */
async function sessionsOf({ lake }: CheckSubject, calibration: PartitionReader): Promise<string> {
  const sessions = new Set<string>()
  for (const wall of calibratingWalls(calibration)) {
    const reader = await readPartition(lake, wall)
    await reader.close()
    sessions.add(String(reader.manifest.stage.parameters.session))
  }
  return [...sessions].sort().join(',')
}
