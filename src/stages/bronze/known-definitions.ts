import { DATASETS } from '../../contracts/registry.ts'
import { listPartitions } from '../../lake/partition/list.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { addDays } from '../../market/time.ts'
import { DEFINING_COLUMNS, DefinedDay, type Instrument } from './defined-day.ts'
import { Instruments, NEAR_DAYS } from './instruments.ts'

/**
 * The lake's definitions, each read once in a run: files are read in the order of their days, and
 * what is near those of one is mostly near those of the next.
 */
export class KnownDefinitions {
  readonly #lake: Lake
  readonly #days = new Map<string, DefinedDay>()
  #partitions: readonly Partition[] | undefined

  constructor(lake: Lake) {
    this.#lake = lake
  }

  /**
   * What instruments are on some dates, by the definitions of those dates and near them. Days that
   * are not near them are let go of.
   *
   * @param first the first UTC date
   * @param last the last one
   * @param unchosen see {@link Instruments}
   */
  async near(
    { first: from, last: to }: { readonly first: string; readonly last: string },
    unchosen: ReadonlyMap<string, Instrument>,
  ): Promise<Instruments> {
    const first = addDays(from, -NEAR_DAYS)
    const last = addDays(to, NEAR_DAYS)
    for (const [key, { date }] of this.#days) {
      if (date < first || date > last) this.#days.delete(key)
    }
    this.#partitions ??= await listPartitions(this.#lake, { dataset: DATASETS.definitions })
    const days: DefinedDay[] = []
    for (const partition of this.#partitions) {
      if (partition.dt >= first && partition.dt <= last) days.push(await this.#dayOf(partition))
    }
    return new Instruments(days, unchosen)
  }

  /** A partition has been written: what is known of it is of the past. */
  forget(partition: Partition): void {
    if (partition.dataset !== DATASETS.definitions) return
    this.#days.delete(formatPartition(partition))
    this.#partitions = undefined
  }

  async #dayOf(partition: Partition): Promise<DefinedDay> {
    const key = formatPartition(partition)
    const known = this.#days.get(key)
    if (known) return known
    const table = await readTable(this.#lake, partition, DEFINING_COLUMNS)
    const day = new DefinedDay(partition.dt)
    for (let row = 0; row < table.length; row++) day.learn(table, row)
    this.#days.set(key, day)
    return day
  }
}
