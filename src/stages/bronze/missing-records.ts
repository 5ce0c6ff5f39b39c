import { formatPartition, type Partition } from '../../lake/paths.ts'
import { formatTime } from '../../market/time.ts'
import type { Source } from './sources.ts'

const WORD_BITS = 32n

/** Records that one file has and another is missing. */
interface MissingRange {
  readonly holder: number
  readonly missing: number
  records: number
  /** u64 nanoseconds as words, low and high: the first and the last. */
  readonly first: readonly [number, number]
  last: readonly [number, number]
}

/**
 * Records that a file should have according to its header but only another file has, before its
 * first or after its last record of an instrument. Nothing is lost, but one of the two headers is
 * wrong.
 */
export class MissingRecords {
  readonly #sources: readonly Source[]
  readonly #found = new Map<Partition, Map<number, MissingRange>>()

  constructor(sources: readonly Source[]) {
    this.#sources = sources
  }

  /** Registers a record of a source, with its receipt time as two words. */
  add(partition: Partition, holder: number, missing: number, low: number, high: number): void {
    let byPair = this.#found.get(partition)
    if (!byPair) {
      byPair = new Map()
      this.#found.set(partition, byPair)
    }
    const pair = holder * this.#sources.length + missing
    const known = byPair.get(pair)
    if (known) {
      known.records++
      known.last = [low, high]
    } else {
      byPair.set(pair, { holder, missing, records: 1, first: [low, high], last: [low, high] })
    }
  }

  /** Notes for a partition, one sentence for each pair of files. */
  notesOf(partition: Partition): string[] {
    const key = formatPartition(partition)
    return [...this.#found]
      .filter(([each]) => formatPartition(each) === key)
      .flatMap(([, byPair]) => [...byPair.values()].map((lack) => this.#note(lack)))
      .sort()
  }

  #note({ holder, missing, records, first, last }: MissingRange): string {
    const [has, lacks] = [this.#sources[holder].file, this.#sources[missing].file]
    const times = [first, last].map(([low, high]) =>
      formatTime((BigInt(high) << WORD_BITS) | BigInt(low)),
    )
    return `${lacks} lacks ${records} records that it was asked for and ${has} has, received ${times.join(' to ')}`
  }
}
