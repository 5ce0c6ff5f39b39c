import { formatPartition, type Partition } from '../../lake/paths.ts'
import { formatTime } from '../../market/time.ts'
import type { Source } from './sources.ts'

const WORD_BITS = 32n

/** Records that one file has and another lacks. */
interface Lack {
  readonly holder: number
  readonly lacking: number
  records: number
  /** u64 nanoseconds as words, low and high: the first and the last. */
  readonly first: readonly [number, number]
  last: readonly [number, number]
}

/**
 * Records before a file's first or after its last of an instrument, which by its header it was
 * asked for, and another file has: nothing is lost, but one of the two is not what it says.
 */
export class LackingRecords {
  readonly #sources: readonly Source[]
  readonly #found = new Map<Partition, Map<number, Lack>>()

  constructor(sources: readonly Source[]) {
    this.#sources = sources
  }

  /** Notes a record of a source, received at the instant of two words. */
  add(partition: Partition, holder: number, lacking: number, low: number, high: number): void {
    let byPair = this.#found.get(partition)
    if (!byPair) {
      byPair = new Map()
      this.#found.set(partition, byPair)
    }
    const pair = holder * this.#sources.length + lacking
    const known = byPair.get(pair)
    if (known) {
      known.records++
      known.last = [low, high]
    } else {
      byPair.set(pair, { holder, lacking, records: 1, first: [low, high], last: [low, high] })
    }
  }

  /** What is to be said of a partition, a sentence for each two files. */
  notesOf(partition: Partition): string[] {
    const key = formatPartition(partition)
    return [...this.#found]
      .filter(([each]) => formatPartition(each) === key)
      .flatMap(([, byPair]) => [...byPair.values()].map((lack) => this.#note(lack)))
      .sort()
  }

  #note({ holder, lacking, records, first, last }: Lack): string {
    const [has, lacks] = [this.#sources[holder].file, this.#sources[lacking].file]
    const times = [first, last].map(([low, high]) =>
      formatTime((BigInt(high) << WORD_BITS) | BigInt(low)),
    )
    return `${lacks} lacks ${records} records that it was asked for and ${has} has, received ${times.join(' to ')}`
  }
}
