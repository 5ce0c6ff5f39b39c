import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeTable } from '../../src/dbn/encode.ts'
import { recordLayout } from '../../src/dbn/layout.ts'
import { addDays, startOfUtcDate } from '../../src/market/time.ts'
import { metadataOf, streamOf } from '../dbn/streams.ts'
import { dayRecords, mappingsOf, recordTable } from '../stages/made-day.ts'

const DATES = ['2026-01-06', '2026-01-07']
/** Few, so that a day at times becomes again what it was before. */
const GENERATIONS = 3
/** Small enough that no table's row group is encoded by a thread, which keeps no order. */
const SECONDS = 3

let made: readonly string[] | undefined

/** Raw files of some days, each in several versions; they go when this process ends. */
export function rawFiles(): readonly string[] {
  made ??= makeFiles()
  return made
}

function makeFiles(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-simulator-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return DATES.flatMap((date, day) =>
    Array.from({ length: GENERATIONS }, (_, generation) => {
      const path = join(folder, `${date}-${generation}.mbo.dbn`)
      const seed = day * GENERATIONS + generation + 1
      const records = dayRecords({ date, seed, seconds: SECONDS, instruments: ['ESH6'] })
      const metadata = metadataOf(3, {
        schema: 0,
        start: startOfUtcDate(date),
        end: startOfUtcDate(addDays(date, 1)),
        symbols: ['ES.FUT'],
        notFound: [],
        mappings: mappingsOf(date),
      })
      const body = encodeTable(recordLayout('mbo', 3), recordTable('mbo', 3, records))
      writeFileSync(path, streamOf(metadata, body))
      return path
    }),
  )
}
