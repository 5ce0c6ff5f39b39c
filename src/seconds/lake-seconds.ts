import { sleep, systemClock } from '../clock.ts'
import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { stageDayOf } from '../lake/partition/keys.ts'
import { type StageManifest, tableOf } from '../lake/partition/manifest.ts'
import { readOpenDay } from '../lake/partition/open-day.ts'
import { readTable } from '../lake/partition/read-table.ts'
import { readStageManifest, readStored } from '../lake/partition/stored.ts'
import type { Lake } from '../lake/paths.ts'
import { NANOSECONDS_PER_SECOND } from '../market/time.ts'
import type { Table } from '../table/table.ts'
import { areFromOneRun, outdatedSurfaces } from './agreement.ts'
import {
  type DayDescription,
  isDefaultSurface,
  type Second,
  type SecondSource,
  SURFACE_DATASETS,
  SURFACE_NAMES,
  type SurfaceName,
} from './second.ts'
import { SurfaceReader } from './surface-reader.ts'

/** Retries while a run is publishing the day, and the delay between them. */
const MAX_OPEN_TRIES = 40
const RETRY_DELAY_MS = 50

/** A day's seconds from the lake. Row groups are read as they are needed; few are kept. */
export class LakeSeconds implements SecondSource {
  readonly day: DayDescription
  readonly #readers: ReadonlyMap<SurfaceName, SurfaceReader>

  private constructor(day: DayDescription, readers: ReadonlyMap<SurfaceName, SurfaceReader>) {
    this.day = day
    this.#readers = readers
  }

  /**
   * Opens a consistent day; of one that a live session is making the minutes that have closed.
   * Surfaces built from other inputs than the present ones are left out: a
   * run has not rebuilt them yet.
   *
   * @throws Failure `input` if the lake has no seconds of that day, `busy` if it is being written
   */
  static async open(
    lake: Lake,
    symbol: string,
    dt: string,
    priceParts?: number,
  ): Promise<LakeSeconds> {
    const open = await readOpenDay(lake, { symbol, dt })
    if (open) return LakeSeconds.ofOpenDay(lake, open, priceParts)
    return LakeSeconds.ofFinalTables(lake, symbol, dt, priceParts)
  }

  /** As {@link open}, of the tables that the pipeline has made. */
  static async ofFinalTables(
    lake: Lake,
    symbol: string,
    dt: string,
    priceParts?: number,
  ): Promise<LakeSeconds> {
    const mode = calibrationMode(lake, symbol, dt)
    mode.catch(() => {}) // thrown where it is awaited
    const readers = await openSurfaces(lake, symbol, dt)
    try {
      for (const name of outdatedSurfaces(readers)) {
        await readers.get(name)?.close()
        readers.delete(name)
      }
      const day = describe(lake, symbol, dt, readers, await mode)
      return new LakeSeconds(priceParts === undefined ? day : { ...day, priceParts }, readers)
    } catch (error) {
      await closeAll(readers)
      throw error
    }
  }

  /** Opens a day that is not finished, up to the last minute that its manifest names. */
  static async ofOpenDay(
    lake: Lake,
    manifest: StageManifest,
    priceParts?: number,
  ): Promise<LakeSeconds> {
    const readers: Readers = new Map()
    try {
      for (const name of SURFACE_NAMES) {
        const table = tableOf(manifest, SURFACE_DATASETS[name])
        if (table) readers.set(name, await SurfaceReader.of(lake, table))
      }
      const day = describeOpenDay(lake, manifest, readers)
      return new LakeSeconds(priceParts === undefined ? day : { ...day, priceParts }, readers)
    } catch (error) {
      await closeAll(readers)
      throw error
    }
  }

  async read(endSecond: number, more: readonly SurfaceName[] = []): Promise<Second> {
    const read = [...this.#readers].filter(
      ([name]) => isDefaultSurface(name) || more.includes(name),
    )
    const tables = await Promise.all(
      read.map(async ([name, reader]) => [name, await reader.second(endSecond)] as const),
    )
    return { endSecond, surfaces: new Map(tables) }
  }

  async readRange(
    surface: SurfaceName,
    from: number,
    to: number,
    columns?: readonly string[],
  ): Promise<readonly Table[]> {
    return (await this.#readers.get(surface)?.range(from, to, columns)) ?? []
  }

  async close(): Promise<void> {
    await closeAll(this.#readers)
  }
}

type Readers = Map<SurfaceName, SurfaceReader>

async function closeAll(readers: ReadonlyMap<SurfaceName, SurfaceReader>): Promise<void> {
  for (const reader of readers.values()) await reader.close()
}

/** Opens every surface that the day has, of one run. */
async function openSurfaces(lake: Lake, symbol: string, dt: string): Promise<Readers> {
  for (let looks = 1; looks <= MAX_OPEN_TRIES; looks++) {
    const readers = await openReaders(lake, symbol, dt)
    if (areFromOneRun(readers)) return readers
    await closeAll(readers)
    await sleep(systemClock, RETRY_DELAY_MS)
  }
  throw new Failure({
    code: 'busy',
    what: `the tables of ${symbol} ${dt} are of several runs`,
    where: lake.root,
    fix: `let the run that writes them end, or complete them with: spymaster pipeline run --symbol ${symbol} --dates ${dt}`,
  })
}

/** Opens them at once: on S3 each takes several requests, one after the other. */
async function openReaders(lake: Lake, symbol: string, dt: string): Promise<Readers> {
  const opened = await Promise.allSettled(
    SURFACE_NAMES.map(async (name) => {
      const partition = { dataset: SURFACE_DATASETS[name], symbol, dt }
      if (!lake.datasets.has(partition.dataset)) return undefined
      // A day of an earlier version may be without one of its stage's tables.
      const stored = await readStageManifest(lake, stageDayOf(lake, partition))
      if (!stored || !tableOf(stored.manifest, partition.dataset)) return undefined
      return [name, await SurfaceReader.open(lake, partition)] as const
    }),
  )
  const readers: Readers = new Map()
  for (const each of opened) {
    if (each.status === 'fulfilled' && each.value) readers.set(...each.value)
  }
  const failed = opened.find((each) => each.status === 'rejected')
  if (!failed) return readers
  await closeAll(readers)
  throw failed.reason
}

function describeOpenDay(lake: Lake, manifest: StageManifest, readers: Readers): DayDescription {
  const { symbol, dt, stage, quality } = manifest
  const span = readers.get('snap')?.span
  if (!span) throw noSeconds(lake, symbol, dt)
  const { session, tick_size, max_rel_ticks, calibration_mode: mode } = stage.parameters
  return {
    symbol,
    dt,
    session: String(session),
    tickSize: Number(tick_size),
    maxRelTicks: Number(max_rel_ticks),
    firstEndSecond: span.first,
    lastEndSecond: span.last,
    surfaces: [...readers.keys()],
    calibrationMode: mode === undefined ? undefined : String(mode),
    ...(readers.has('gex') && gexFacts(manifest)),
    bookOrigin: String(quality.book_origin),
  }
}

function noSeconds({ root }: Lake, symbol: string, dt: string): Failure {
  return new Failure({
    code: 'input',
    what: `there are no seconds of ${symbol} ${dt}`,
    where: root,
    fix: `make them with: spymaster pipeline run --symbol ${symbol} --dates ${dt}`,
  })
}

function describe(
  lake: Lake,
  symbol: string,
  dt: string,
  readers: ReadonlyMap<SurfaceName, SurfaceReader>,
  calibrationMode: string | undefined,
): DayDescription {
  const snap = readers.get('snap')
  if (!snap?.span) throw noSeconds(lake, symbol, dt)
  const { parameters } = snap.manifest.stage
  return {
    symbol,
    dt,
    session: String(parameters.session),
    tickSize: Number(parameters.tick_size),
    maxRelTicks: Number(parameters.max_rel_ticks),
    firstEndSecond: snap.span.first,
    lastEndSecond: snap.span.last,
    surfaces: [...readers.keys()],
    calibrationMode,
    ...gexFacts(readers.get('gex')?.manifest),
    bookOrigin: String(snap.manifest.quality.book_origin),
  }
}

function gexFacts(
  manifest: Pick<StageManifest, 'quality' | 'stage'> | undefined,
): Pick<DayDescription, 'openInterestDate' | 'gexUnit' | 'gexSign' | 'lastExpirySecond'> {
  if (!manifest) return {}
  const { quality, stage } = manifest
  const text = (value: string | number | undefined) => (value ? String(value) : undefined)
  const sign = (value: unknown) => (Number(value) > 0 ? `+${value}` : `${value}`)
  const { dealer_sign_call: call, dealer_sign_put: put } = stage.parameters
  const { last_expiration_ts_ns: expiration } = quality
  return {
    openInterestDate: text(quality.open_interest_date),
    gexUnit: text(quality.gex_unit),
    lastExpirySecond:
      expiration === undefined ? undefined : Number(BigInt(expiration) / NANOSECONDS_PER_SECOND),
    gexSign: call === undefined ? undefined : `calls ${sign(call)}, puts ${sign(put)}`,
  }
}

async function calibrationMode(
  lake: Lake,
  symbol: string,
  dt: string,
): Promise<string | undefined> {
  const partition = { dataset: DATASETS.calibration, symbol, dt }
  if (!(await readStored(lake, partition))) return undefined
  const table = await readTable(lake, partition, ['mode'])
  const { letters } = table.contract.fields[0]
  return letters[table.columns.mode[0]]
}
