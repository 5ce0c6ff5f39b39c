import { STYPE_INSTRUMENT_ID } from '../../dbn/codes.ts'
import { intervalDate } from '../../dbn/metadata.ts'
import { isContinuous } from '../../dbn/symbology.ts'
import { Failure } from '../../failure.ts'
import type { RawFile } from './raw-files.ts'

/** A symbol of an instrument id for a half-open range of dates, YYYYMMDD. */
interface DatedName {
  readonly path: string
  readonly name: string
  readonly start: number
  readonly end: number
}

/**
 * Checks that no instrument has two symbols at a time by the headers of files that are read
 * together: its records would all count as the one or the other's.
 *
 * @throws Failure `input` naming the files
 */
export function assertOneSymbolPerId(files: readonly RawFile[]): void {
  const byId = new Map<string, DatedName[]>()
  for (const { path, metadata } of files) {
    if (metadata?.stypeOut !== STYPE_INSTRUMENT_ID) continue
    for (const { rawSymbol: name, intervals } of metadata.mappings) {
      if (!namesOneContract(name)) continue
      for (const { startDate: start, endDate: end, symbol: id } of intervals) {
        const own = { path, name, start, end }
        const known = byId.get(id) ?? []
        const other = known.find((each) => each.name !== name && overlaps(each, own))
        if (other) throw twoSymbols(id, other, own)
        byId.set(id, [...known, own])
      }
    }
  }
}

/** A contract may have a continuous name beside its own, or stand under its parent. */
function namesOneContract(name: string): boolean {
  return !isContinuous(name) && !/\.(FUT|OPT)$/.test(name)
}

function overlaps(one: DatedName, other: DatedName): boolean {
  return one.start < other.end && other.start < one.end
}

function twoSymbols(id: string, one: DatedName, other: DatedName): Failure {
  const date = intervalDate(Math.max(one.start, other.start))
  return new Failure({
    code: 'input',
    what: `instrument ${id} is called by two symbols on ${date}`,
    where: one.path === other.path ? one.path : `${one.path} and ${other.path}`,
    expected: 'one symbol of an instrument at a time',
    found: `${one.name} and ${other.name}`,
    fix: 'download the file again',
  })
}
