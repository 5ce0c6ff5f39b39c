import { Failure } from '../../failure.ts'
import type { Lake } from '../../lake/paths.ts'
import { parseOutright } from '../../market/instruments.ts'
import { NANOSECONDS_PER_DAY, startOfUtcDate, utcDate } from '../../market/time.ts'
import { compare } from '../../words/compare.ts'
import { recordedGaps } from '../recording-journal.ts'
import type { Instrument } from './day-definitions.ts'
import { DefinitionCache } from './definition-cache.ts'
import { claimOf, type FileClaim, type FileContext, isLive, isOfDefinitions } from './file-claim.ts'
import { fileGroups } from './file-groups.ts'
import {
  type GroupResult,
  ingestGroup,
  type UndefinedFile,
  UnreadableFile,
} from './ingest-group.ts'
import type { IngestOptions } from './ingest-options.ts'
import { distinctFiles, IngestedFiles } from './ingested-files.ts'
import { Instruments, NEARBY_DAYS } from './instruments.ts'
import { dateInName, namesIn, type RawFile } from './raw-files.ts'
import { type Days, readDays } from './read-days.ts'
import { ADD_DEFINITIONS, WITHOUT_DEFINITION } from './routing.ts'
import { unselectedOptions } from './unselected-options.ts'
import { VendorFileCache } from './vendor-files.ts'

/** The dataset of the roots that are known without a definition. */
const OWN_DATASET = 'GLBX.MDP3'

export type { IngestEvent } from './ingest-event.ts'

export interface IngestAllOptions extends IngestOptions {
  /** Files whose headers cannot be read. */
  readonly unreadable: readonly string[]
  /** Called with files that cannot be ingested; the others continue. */
  readonly refuse: (paths: readonly string[], failure: Failure) => void
}

/** Result of ingestion. */
export interface IngestSummary {
  /** Number of files that are in the lake now. */
  readonly useful: number
  /** Files without selected records, and what they hold instead. */
  readonly unused: readonly { readonly files: readonly string[]; readonly found: string }[]
  /** Files with options without a definition: to be read again once there is one. */
  readonly withoutDefinition: readonly string[]
}

/**
 * Ingests DBN files into bronze. Definitions come first, because they identify options. Files that
 * may contribute to the same day are read together, in order of receipt, and merged with existing
 * partitions. An unreadable file is refused and the others continue.
 */
export async function ingest(
  lake: Lake,
  files: readonly RawFile[],
  options: IngestAllOptions,
): Promise<IngestSummary> {
  const { distinct, repeats } = await distinctFiles(files)
  for (const { file, as } of repeats) {
    options.report({ type: 'repeated', file: file.path, as: as.path })
  }
  const all = new Ingest(lake, options)
  const definitions = distinct.filter(isOfDefinitions)
  await all.readDefinitions(definitions)
  await all.readRest(
    distinct.filter((file) => !isOfDefinitions(file)),
    definitions,
  )
  const { useful, unused, withoutDefinition } = all
  return { useful: useful + repeats.length, unused, withoutDefinition }
}

interface NewFile extends FileContext {
  readonly file: RawFile
}

class Ingest {
  useful = 0
  readonly unused: { files: string[]; found: string }[] = []
  readonly withoutDefinition: string[] = []
  readonly #lake: Lake
  readonly #options: IngestAllOptions
  readonly #vendor: VendorFileCache
  readonly #definitions: DefinitionCache
  #unchosen: ReadonlyMap<string, Instrument> = new Map()
  /** Days of unreadable definition files: options near them may need them. */
  readonly #refusedDays: Days[]

  constructor(lake: Lake, options: IngestAllOptions) {
    this.#lake = lake
    this.#definitions = new DefinitionCache(lake)
    this.#options = {
      ...options,
      report: (event) => {
        if (event.type === 'written') this.#definitions.invalidate(event.partition)
        options.report(event)
      },
    }
    this.#vendor = new VendorFileCache((files, why) =>
      options.report({ type: 'passed-over', files, why }),
    )
    this.#refusedDays = options.unreadable.filter((path) => /definition/.test(path)).map(daysNamed)
  }

  async readDefinitions(files: readonly RawFile[]): Promise<void> {
    const found = await this.#newFiles(files)
    const claims = found.map((each) => claimOf(each.file, new Instruments(), each))
    for (const group of fileGroups(claims)) {
      await this.#read(group, (claim) => this.#refusedDays.push(claim))
    }
  }

  /** @param definitions files that were read before, or are in the lake */
  async readRest(files: readonly RawFile[], definitions: readonly RawFile[]): Promise<void> {
    this.#definitions.clear()
    const found = await this.#newFiles(files)
    await this.#learnUnchosen(found, definitions)
    const claims: FileClaim[] = []
    // In the order of their days, for the definitions near them.
    for (const each of found.toSorted((a, b) => compare(a.days.firstDay, b.days.firstDay))) {
      const instruments = await this.#definitions.near(datesOf([each.days]), this.#unchosen)
      const claim = claimOf(each.file, instruments, each)
      if (this.#needsRefused(claim, instruments)) {
        this.#options.refuse([each.file.path], undefinedOptions(each.file.path))
        continue
      }
      const lacking = this.#undefinedFutures(claim, instruments)
      if (lacking.length > 0)
        this.#options.refuse([each.file.path], undefinedFutures(each.file, lacking))
      else claims.push(claim)
    }
    for (const group of fileGroups(claims)) await this.#read(group, () => {})
  }

  /** Reads the given definitions of unselected symbols, which the lake does not store. */
  async #learnUnchosen(found: readonly NewFile[], definitions: readonly RawFile[]): Promise<void> {
    const { choice } = this.#options
    const days = found.filter(({ file }) => mayHoldOptions(file)).map((each) => each.days)
    if (!choice.hasSymbols || days.length === 0) return
    const near: RawFile[] = []
    for (const file of definitions) {
      // Unreadable files have been refused before.
      const own = await readDays(file).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        return undefined
      })
      if (own && days.some((other) => areNear(own, other))) near.push(file)
    }
    this.#unchosen = await unselectedOptions(near, choice)
  }

  /** Files that are not in the lake yet, with their context. */
  async #newFiles(files: readonly RawFile[]): Promise<NewFile[]> {
    const known = await IngestedFiles.of(this.#lake)
    const found: NewFile[] = []
    for (const file of files) {
      try {
        const sha256 = await known.hashOf(file)
        if (!this.#options.overwrite && known.isKnown(sha256, this.#options.choice)) {
          this.#options.report({ type: 'known', file: file.path })
          this.useful++
          continue
        }
        this.#reportUnresolved(file)
        const days = await readDays(file)
        const vendorFiles = await this.#vendor.of(file.path)
        const gaps = isLive(file) ? await recordedGaps(file.path) : undefined
        found.push({ file, sha256, days, vendorFiles, gaps })
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        this.#options.refuse([file.path], error)
      }
    }
    return found
  }

  #reportUnresolved({ path: file, metadata }: RawFile): void {
    const { notFound = [], partial: partly = [] } = metadata ?? {}
    if (notFound.length + partly.length === 0) return
    this.#options.report({ type: 'unresolved', file, notFound, partly })
  }

  /** Ingests a group, dropping files that turn out to be unreadable. */
  async #read(
    group: readonly FileClaim[],
    onUnreadable: (claim: FileClaim) => void,
  ): Promise<void> {
    const { signal, refuse } = this.#options
    let claims = group
    while (claims.length > 0) {
      let result: GroupResult
      try {
        // Instrument ids are resolved with the definitions near the day.
        const instruments = await this.#definitions.near(datesOf(claims), this.#unchosen)
        result = await ingestGroup(this.#lake, claims, instruments, this.#options)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof UnreadableFile) {
          const { claim, failure } = error
          refuse([claim.file.path], failure)
          onUnreadable(claim)
          claims = claims.filter((other) => other !== claim)
          continue
        }
        if (!(error instanceof Failure)) throw error
        refuse(pathsOf(claims), error)
        return
      }
      this.#report(claims, result)
      return
    }
  }

  #report(claims: readonly FileClaim[], result: GroupResult): void {
    const { wanted, unwanted, days, leftOut, undefinedFiles } = result
    const dates = new Set(undefinedFiles.flatMap((file) => file.dates))
    const datesWithoutDefinitions = [...dates].sort()
    if (leftOut[`records ${WITHOUT_DEFINITION}`]) this.withoutDefinition.push(...pathsOf(claims))
    const others = unwanted > 0 && { 'records of other symbols or dates': unwanted }
    const refused = undefinedFiles.filter(({ holdsNothing }) => holdsNothing)
    for (const file of refused) {
      this.#options.refuse([file.claim.file.path], withoutDefinitions(file))
    }
    const read = claims.filter((claim) => !refused.some((file) => file.claim === claim))
    if (read.length === 0) return
    if (wanted === 0) {
      const found = shortened(days) || shortened(formatCounts(leftOut)) || 'no records'
      this.unused.push({ files: pathsOf(read), found })
      if (datesWithoutDefinitions.length === 0) return
    } else this.useful += read.length
    const counts = { ...leftOut, ...others }
    this.#options.report({ type: 'left-out', counts, datesWithoutDefinitions })
  }

  /** Futures of other exchanges without a definition: the table of roots is CME Group's. */
  #undefinedFutures({ file }: FileClaim, instruments: Instruments): string[] {
    if (file.metadata === undefined || file.metadata.dataset === OWN_DATASET) return []
    return [...namesIn(file)].filter(
      (name) =>
        parseOutright(name) &&
        this.#options.choice.hasFuture(name) &&
        !instruments.isDefinedFuture(name),
    )
  }

  /** Whether a file has options whose definition may be in an unreadable file. */
  #needsRefused(claim: FileClaim, instruments: Instruments): boolean {
    if (!this.#refusedDays.some((days) => areNear(claim, days))) return false
    return [...namesIn(claim.file)].some(
      (name) => name.includes(' ') && !name.startsWith('UD:') && !instruments.futureOf(name),
    )
  }
}

/** The error for futures that the table of roots says nothing of. */
function undefinedFutures({ path, metadata }: RawFile, symbols: readonly string[]): Failure {
  const dataset = metadata?.dataset || 'a dataset that the header does not name'
  return new Failure({
    code: 'input',
    what: `futures of ${dataset} are known by their definitions only, and ${shortened(symbols)} has none`,
    where: path,
    expected: `${OWN_DATASET}, or definitions`,
    fix: ADD_DEFINITIONS,
  })
}

/** Whether one file may hold the definitions of the other's options. */
function areNear(one: Days, other: Days): boolean {
  const near = BigInt(NEARBY_DAYS)
  return one.firstDay < other.endDay + near && other.firstDay < one.endDay + near
}

/** Whether a file may hold options; true if its header names nothing. */
function mayHoldOptions(file: RawFile): boolean {
  const names = namesIn(file)
  return names.size === 0 || [...names].some((name) => name.includes(' '))
}

/** The day in a file's name; all days if it has none. */
function daysNamed(path: string): Days {
  const date = dateInName(path)
  if (date === undefined) return { firstDay: 0n, endDay: 2n ** 62n }
  const firstDay = startOfUtcDate(date) / NANOSECONDS_PER_DAY
  return { firstDay, endDay: firstDay + 1n }
}

function pathsOf(claims: readonly FileClaim[]): string[] {
  return claims.map(({ file }) => file.path)
}

/** The first and the last UTC date of at least one file. */
function datesOf(all: readonly Days[]): { first: string; last: string } {
  const [start] = all.map(({ firstDay }) => firstDay).sort(compare)
  const end = all.map(({ endDay }) => endDay).sort(compare)[all.length - 1]
  const first = utcDate(start * NANOSECONDS_PER_DAY) ?? '1970-01-01'
  return { first, last: utcDate((end - 1n) * NANOSECONDS_PER_DAY) ?? '9999-12-01' }
}

function formatCounts(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([reason, count]) => `${count} ${reason}`)
}

/** Formats a list for a sentence. */
export function shortened(all: readonly string[]): string {
  const MAX_SHOWN = 20
  const more = all.length - MAX_SHOWN
  return `${all.slice(0, MAX_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** The error for a file that needs missing definitions. */
function withoutDefinitions({ claim, dates, leftOut }: UndefinedFile): Failure {
  return new Failure({
    code: 'input',
    what: 'nothing in it can be ingested without definitions',
    where: claim.file.path,
    found: `${shortened(formatCounts(leftOut))} on ${shortened(dates)}`,
    fix: ADD_DEFINITIONS,
  })
}

/** Without definitions the options would be dropped and the file would count as ingested. */
function undefinedOptions(path: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the definitions of its options are in a file that cannot be read',
    where: path,
    fix: 'replace that file and run it again',
  })
}
