import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDbn } from '../../../src/dbn/file.ts'
import { type ServedFiles, scanFiles } from '../../../src/gateway/served-files.ts'
import { openLake } from '../../../src/lake/paths.ts'
import { type DaySetup, setUpDay } from '../../../src/live/day-setup.ts'
import { dayRecords, INSTRUMENTS, writeDbn } from '../../stages/made-day.ts'

export const SYMBOL = 'ESH6'
export const SESSION = '14:30-14:31@UTC'
/** When records begin, UTC, and for how many seconds they come: idle ones follow. */
const FROM = '14:30:24'
const SECONDS = 30
/** Of those, the market is quiet in some. */
const QUIET = { from: 10, to: 15 }
const NS_PER_SECOND = 1_000_000_000n

/** A day that is sent in every life: what is drawn is what happens to it. */
export interface SentDay {
  readonly served: ServedFiles
  readonly setup: DaySetup
  /** When each record of the future was received, by its sequence, which is its own. */
  readonly sent: ReadonlyMap<number, bigint>
}

let made: Promise<SentDay> | undefined

/** The day, made once. */
export function sentDay(): Promise<SentDay> {
  made ??= makeDay()
  return made
}

async function makeDay(): Promise<SentDay> {
  const folder = mkdtempSync(join(tmpdir(), 'spymaster-simulated-live-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  // Not compressed: decompression would take turns with the rest as the machine likes.
  const file = join(folder, 'sent.dbn')
  const records = dayRecords({ from: FROM, seconds: SECONDS, hasSnapshot: false })
  const begin = BigInt(records[0].ts_recv) / NS_PER_SECOND
  const busy = records.filter(({ ts_recv }) => {
    const second = Number(BigInt(ts_recv) / NS_PER_SECOND - begin)
    return second < QUIET.from || second >= QUIET.to
  })
  await writeDbn(file, busy, { level: 0 })
  const sent = new Map<number, bigint>()
  for await (const item of readDbn(file)) {
    if (item.type !== 'records') continue
    const ids = item.table.column('instrument_id', 'uint32')
    const sequences = item.table.column('sequence', 'uint32')
    const received = item.table.column('ts_recv', 'int64')
    for (let row = 0; row < item.table.length; row++) {
      if (ids[row] === INSTRUMENTS[SYMBOL]) sent.set(sequences[row], received[row])
    }
  }
  const served = await scanFiles([file])
  const setup = await setUpDay(openLake(folder), SYMBOL, served.begin, { session: SESSION })
  return { served, setup, sent }
}
