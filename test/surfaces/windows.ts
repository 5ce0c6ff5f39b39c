import { mboRecords } from '../../src/book/mbo-records.ts'
import { loadContract } from '../../src/contracts/load.ts'
import type { ContractColumns } from '../../src/contracts/registry.ts'
import { FuturesSeconds } from '../../src/engine/futures-seconds.ts'
import type { FuturesWindow } from '../../src/surfaces/futures-window.ts'
import { ReferenceSeconds, type ReferenceWindow } from '../../src/surfaces/reference-seconds.ts'
import { Table } from '../../src/table/table.ts'
import { EPOCH_SECOND, type MboRecord, mboTable, referenceRecord, TICK } from '../book/records.ts'

/** The session of the tests' days: an hour before and after their second 0. */
const SESSION = { startSecond: EPOCH_SECOND - 3600, endSecond: EPOCH_SECOND + 3600 }

/** An empty table of a silver or gold contract. */
export function emptyTable<N extends keyof ContractColumns>(
  contract: N,
): Table<ContractColumns[N]> {
  return new Table(loadContract(contract), 1)
}

/** Calls `close` for every window of a day by the fast book. */
export function eachWindow(
  files: readonly MboRecord[][],
  close: (window: FuturesWindow) => void,
  session = SESSION,
): void {
  const seconds = new FuturesSeconds(TICK, { name: 'test', dates: [], ...session }, close)
  for (const file of files) {
    seconds.push(mboRecords(mboTable(file)))
    seconds.endFile()
  }
  seconds.end()
}

/** Calls `close` for every window of a day by the reference. */
export function eachReferenceWindow(
  files: readonly MboRecord[][],
  close: (window: ReferenceWindow) => void,
  session = SESSION,
): void {
  const options = {
    tickSize: BigInt(TICK),
    startSecond: BigInt(session.startSecond),
    endSecond: BigInt(session.endSecond),
    maxRelTicks: 0,
  }
  const seconds = new ReferenceSeconds(options, (_snapshot, _wall, window) => close(window))
  for (const file of files) {
    for (const record of file) seconds.push(referenceRecord(record))
    seconds.endFile()
  }
  seconds.end()
}
