import { createHash, type Hash } from 'node:crypto'
import { Failure } from '../../failure.ts'
import type { Table } from '../../table/table.ts'

/** A stretch of time, u64 nanoseconds; the end exclusive. */
export interface Stretch {
  readonly start: bigint
  readonly end: bigint
}

/** A file that records come from: one that is read now, or one that the lake's rows are of. */
export interface Source {
  /** As a refusal names it. */
  readonly name: string
  /** Of its records; "mixed" where it may have any. */
  readonly kind: string
  /**
   * By instrument id, when the file speaks of it; none where the file does not say: its records are
   * then nobody else's.
   */
  readonly stretches: ReadonlyMap<number, readonly Stretch[]>
}

/** What two files have of one instrument where both speak of it. */
interface Overlap {
  readonly owner: number
  readonly other: number
  readonly owners: Hash
  readonly others: Hash
  ownerRows: number
  otherRows: number
}

const WORD = 0x1_0000_0000n

/**
 * Sees to it that a record which several files hold counts once. Where two speak of an instrument
 * at one time, the first has its records; what the other has there must be the same, record for
 * record.
 */
export class Coverage {
  readonly #sources: readonly Source[]
  readonly #columns: ReadonlyMap<string, readonly string[]>
  /** Of each source those that speak of something it speaks of, in order. */
  readonly #rivals: readonly (readonly number[])[]
  readonly #overlaps = new Map<string, Overlap>()

  /**
   * @param sources in order of precedence
   * @param columns by kind of record, those that must be the same
   */
  constructor(sources: readonly Source[], columns: ReadonlyMap<string, readonly string[]>) {
    this.#sources = sources
    this.#columns = columns
    this.#rivals = sources.map((one, index) =>
      sources.flatMap((other, at) => (at !== index && overlap(one, other) ? [at] : [])),
    )
  }

  /** May records of a source be another's too? */
  hasRivals(source: number): boolean {
    return this.#rivals[source].length > 0
  }

  /**
   * Notes a record of a source that has rivals.
   *
   * @param low word of its time of receipt, and `high`
   * @returns true if the record counts; false where another file has it
   */
  take(
    source: number,
    kind: string,
    table: Table,
    row: number,
    low: number,
    high: number,
  ): boolean {
    const instrumentId = table.column('instrument_id', 'uint32')[row]
    const time = BigInt(high) * WORD + BigInt(low)
    if (!covers(this.#sources[source], instrumentId, time)) return true
    const rivals = this.#rivals[source].filter((rival) =>
      covers(this.#sources[rival], instrumentId, time),
    )
    const [first] = rivals
    if (first === undefined) return true
    const text = rowText(table, row, this.#columns.get(kind) ?? [])
    if (first < source) {
      const found = this.#overlap(first, source, kind, instrumentId)
      found.others.update(text)
      found.otherRows++
      return false
    }
    for (const rival of rivals) {
      const found = this.#overlap(source, rival, kind, instrumentId)
      found.owners.update(text)
      found.ownerRows++
    }
    return true
  }

  /** @throws Failure `input` naming two files that do not have the same of an instrument */
  assertSame(): void {
    for (const [key, { owner, other, owners, others, ownerRows, otherRows }] of this.#overlaps) {
      if (ownerRows === otherRows && owners.digest('hex') === others.digest('hex')) continue
      const [, , instrument] = key.split(' ')
      throw new Failure({
        code: 'input',
        what: 'two files of one day differ where both speak of one instrument',
        where: `${this.#sources[owner].name} and ${this.#sources[other].name}, instrument ${instrument}`,
        expected: 'the same records',
        found: `${ownerRows} in the first and ${otherRows} in the other, or others`,
        fix: 'pass the right one of them with --overwrite',
      })
    }
  }

  #overlap(owner: number, other: number, kind: string, instrumentId: number): Overlap {
    const key = `${owner} ${other} ${instrumentId} ${kind}`
    let found = this.#overlaps.get(key)
    if (!found) {
      const hash = () => createHash('sha256')
      found = { owner, other, owners: hash(), others: hash(), ownerRows: 0, otherRows: 0 }
      this.#overlaps.set(key, found)
    }
    return found
  }
}

function covers({ stretches }: Source, instrumentId: number, time: bigint): boolean {
  return (stretches.get(instrumentId) ?? []).some(({ start, end }) => start <= time && time < end)
}

/** May two files speak of one instrument at one time? */
export function overlap(one: Source, other: Source): boolean {
  if (one.kind !== other.kind && one.kind !== 'mixed' && other.kind !== 'mixed') return false
  const [fewer, more] = one.stretches.size <= other.stretches.size ? [one, other] : [other, one]
  for (const [id, stretches] of fewer.stretches) {
    for (const { start, end } of more.stretches.get(id) ?? []) {
      if (stretches.some((stretch) => stretch.start < end && start < stretch.end)) return true
    }
  }
  return false
}

/** All that a record says, as bronze keeps it. */
function rowText(table: Table, row: number, names: readonly string[]): string {
  const kinds = new Map(table.contract.fields.map(({ name, kind }) => [name, kind]))
  return names.map((name) => `${table.column(name, kinds.get(name) ?? 'text')[row]}`).join('\n')
}
