import fc from 'fast-check'
import type { Sample } from '../../src/study/sample.ts'

interface Row {
  readonly isEpisode: boolean
  readonly move: number
  readonly session: number
  readonly halfHour: number
  readonly tercile: number
}

/** Small samples: sessions of two hours, moves in half ticks. */
export const samples = fc
  .array(
    fc.record({
      isEpisode: fc.boolean(),
      move: fc.integer({ min: -8, max: 8 }).map((halves) => halves / 2),
      session: fc.integer({ min: 0, max: 3 }),
      halfHour: fc.integer({ min: 0, max: 3 }),
      tercile: fc.integer({ min: -1, max: 2 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map(sampleOfRows)

export function sampleOfRows(rows: readonly Row[]): Sample {
  const sorted = rows.toSorted((a, b) => a.session - b.session || a.halfHour - b.halfHour)
  const number = (key: (row: Row) => string) => {
    const keys = [...new Set(sorted.map(key))]
    return Int32Array.from(sorted, (row) => keys.indexOf(key(row)))
  }
  return {
    length: sorted.length,
    isEpisode: Uint8Array.from(sorted, ({ isEpisode }) => Number(isEpisode)),
    move: Float64Array.from(sorted, ({ move }) => move),
    session: Int32Array.from(sorted, ({ session }) => session),
    hour: number(({ session, halfHour }) => `${session} ${halfHour >> 1}`),
    halfHour: number(({ session, halfHour }) => `${session} ${halfHour}`),
    stratum: number(({ session, halfHour, tercile }) => `${session} ${halfHour} ${tercile}`),
    second: Int32Array.from(sorted, ({ halfHour }, at) => halfHour * 1800 + at),
    withoutOutcome: 0,
  }
}
