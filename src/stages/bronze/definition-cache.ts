import { DATASETS } from '../../contracts/registry.ts'
import { listPartitions } from '../../lake/partition/list.ts'
import { readTable } from '../../lake/partition/read-table.ts'
import { formatPartition, type Lake, type Partition } from '../../lake/paths.ts'
import { addDays } from '../../market/time.ts'
import { DayDefinitions, DEFINITION_COLUMNS, type Instrument } from './day-definitions.ts'
import { Instruments, NEARBY_DAYS } from './instruments.ts'

/**
 * Caches the lake's definitions near the dates being read. Files are read in order of their days,
 * so each day of definitions is read once.
 */
export class DefinitionCache {
  readonly #lake: Lake
  readonly #days = new Map<string, DayDefinitions>()
  #partitions: readonly Partition[] | undefined

  constructor(lake: Lake) {
    this.#lake = lake
  }

  /**
   * Instruments from the definitions on and near some dates. Other days are evicted.
   *
   * @param first the first UTC date
   * @param last the last one
   * @param unchosen see {@link Instruments}
   */
  async near(
    { first: from, last: to }: { readonly first: string; readonly last: string },
    unchosen: ReadonlyMap<string, Instrument>,
  ): Promise<Instruments> {
    const first = addDays(from, -NEARBY_DAYS)
    const last = addDays(to, NEARBY_DAYS)
    for (const [key, { date }] of this.#days) {
      if (date < first || date > last) this.#days.delete(key)
    }
    this.#partitions ??= await listPartitions(this.#lake, { dataset: DATASETS.definitions })
    const days: DayDefinitions[] = []
    for (const partition of this.#partitions) {
      if (partition.dt >= first && partition.dt <= last) days.push(await this.#dayOf(partition))
    }
    return new Instruments(days, unchosen)
  }

  /** Drops a partition that has been rewritten. */
  invalidate(partition: Partition): void {
    if (partition.dataset !== DATASETS.definitions) return
    this.#days.delete(formatPartition(partition))
    this.#partitions = undefined
  }

  /** Drops everything: another run may have written definitions meanwhile. */
  clear(): void {
    this.#days.clear()
    this.#partitions = undefined
  }

  async #dayOf(partition: Partition): Promise<DayDefinitions> {
    const key = formatPartition(partition)
    const known = this.#days.get(key)
    if (known) return known
    const table = await readTable(this.#lake, partition, DEFINITION_COLUMNS)
    const day = new DayDefinitions(partition.dt)
    // An option that does not name its future is stored under it.
    const symbolOf = () => partition.symbol
    for (let row = 0; row < table.length; row++) day.add(table, row, symbolOf)
    this.#days.set(key, day)
    return day
  }
}
