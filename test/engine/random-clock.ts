import { EventGate } from '../../src/book/event-gate.ts'
import { mboRecords } from '../../src/book/mbo-records.ts'
import { type MboRecord, mboTable } from '../book/records.ts'

/** Far beyond every session. */
const FAR = 4_000_000_000

/**
 * A clock that never passes the next record: before each it says any second up to that which the
 * record itself closes the seconds before, or nothing. In the middle of an event or a snapshot,
 * where nothing may close, it says any second at all.
 *
 * @param random numbers from 0 to 1
 */
export function clockBehind(
  files: readonly MboRecord[][],
  endSecond: number,
  random: () => number,
): (file: number, row: number) => number | undefined {
  const gate = new EventGate(1, endSecond)
  const limits = files.map((file) => {
    const records = mboRecords(mboTable(file))
    const limitsOfFile = file.map((record, row) => {
      const isMidway = gate.isMidway(0)
      const second = gate.place(records, row, 0)
      const isDropped = second >= endSecond
      if (isDropped) gate.drop(records, row, 0)
      else gate.apply(records, row, 0, 0)
      if (isMidway) return FAR
      return isDropped || record.flags & 32 ? 0 : second
    })
    gate.endFile(0)
    return limitsOfFile
  })
  return (file, row) => {
    const limit = limits[file][row]
    return random() < 0.5 ? limit - Math.floor(random() * 4) : undefined
  }
}

/** Numbers from 0 to 1 by a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}
