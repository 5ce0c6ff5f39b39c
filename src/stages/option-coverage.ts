import { type AskedOptions, seriesOf } from './bronze/requested-options.ts'
import { gapsBetween, intersection, mergeSpans, type Span } from './spans.ts'

/** A file of options: the requested time range and instruments of its header. */
export interface OptionFile extends AskedOptions {
  readonly span: Span
}

/** A UTC date of a session. */
export interface OptionDate {
  /** The hours that records are expected for. */
  readonly hours: readonly Span[]
  readonly files: readonly OptionFile[]
  /**
   * Listing periods of series and instruments by name: a strike that is listed or expires at noon
   * has no records before or after. If omitted, everything was listed all the time.
   */
  readonly listed?: ReadonlyMap<string, Span>
}

/** Hours for which no file of some options was requested. */
export interface OptionGap extends Span {
  /** Series, or single instruments where only part of a series is missing. */
  readonly names: readonly string[]
}

/**
 * The hours for which no file was requested, by series, or by instrument where files were requested
 * for single instruments. Options that no file of the session was requested for are not reported.
 */
export function optionGaps(dates: readonly OptionDate[]): OptionGap[] {
  const byDate = dates.map((date) => date.files.map((file) => new OptionFileCoverage(file)))
  const files = byDate.flat()
  shareParents(files)
  const series = new Set(files.flatMap(({ names }) => names.map(seriesOf)))
  const gapsByName = new Map<string, Span[]>()
  for (const [index, date] of dates.entries()) {
    const names = new Set(byDate[index].flatMap((file) => file.names))
    for (const name of [...names, ...unrequested(series, names, date)]) {
      const covered = files.filter((file) => file.covers(name)).map(({ span }) => span)
      const gaps = listedHours(name, date).flatMap((part) => gapsBetween(part, covered))
      gapsByName.set(name, [...(gapsByName.get(name) ?? []), ...gaps])
    }
  }
  return groupByGap(gapsByName)
}

class OptionFileCoverage {
  readonly span: Span
  readonly names: readonly string[]
  readonly parents: readonly string[]
  /** Series that it has completely. */
  series: ReadonlySet<string>
  readonly #instruments: ReadonlySet<string>

  constructor({ span, parents = [], series = [], instruments = [] }: OptionFile) {
    this.span = span
    this.parents = parents
    this.series = new Set(series)
    this.#instruments = new Set(instruments)
    this.names = [...series, ...instruments]
  }

  /** A file without requested names covers everything. */
  covers(name: string): boolean {
    if (this.names.length === 0) return true
    return this.#instruments.has(name) || this.series.has(name) || this.series.has(seriesOf(name))
  }
}

/** All files requested by a parent cover every series seen under that parent. */
function shareParents(files: readonly OptionFileCoverage[]): void {
  const held = new Map<string, Set<string>>()
  for (const { parents, series } of files) {
    for (const parent of parents) {
      held.set(parent, new Set([...(held.get(parent) ?? []), ...series]))
    }
  }
  for (const file of files) {
    const shared = file.parents.flatMap((parent) => [...(held.get(parent) ?? [])])
    file.series = new Set([...file.series, ...shared])
  }
}

/**
 * Series of the session that no file of a date was requested for although they were listed. Single
 * instruments are not expected on other dates, because they are chosen anew each day.
 */
function unrequested(
  series: ReadonlySet<string>,
  names: ReadonlySet<string>,
  { files, listed }: OptionDate,
): string[] {
  // Without any file of the date the whole partition is missing.
  if (files.length === 0) return []
  const asked = new Set([...names].map(seriesOf))
  return [...series].filter((each) => !asked.has(each) && (!listed || listed.has(each)))
}

/** The hours of a date during which a series or an instrument was listed. */
function listedHours(name: string, { hours, listed }: OptionDate): Span[] {
  const life = listed?.get(name)
  if (!life) return [...hours]
  return hours.map((part) => intersection(part, life)).filter((part) => part !== undefined)
}

/** Sorted gaps, each with all names that share it. */
function groupByGap(gapsByName: ReadonlyMap<string, readonly Span[]>): OptionGap[] {
  const bySpan = new Map<string, { gap: Span; names: string[] }>()
  for (const [name, gaps] of gapsByName) {
    for (const gap of mergeSpans(gaps)) {
      const key = `${gap.start} ${gap.end}`
      const known = bySpan.get(key)
      if (known) known.names.push(name)
      else bySpan.set(key, { gap, names: [name] })
    }
  }
  const all = [...gapsByName.keys()]
  return [...bySpan.values()]
    .map(({ gap, names }) => ({ ...gap, names: mergeSeries(names, all) }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Replaces instruments by their series where all requested ones of the series are included. */
function mergeSeries(names: readonly string[], all: readonly string[]): string[] {
  const asked = Map.groupBy(all, seriesOf)
  return [...Map.groupBy(names, seriesOf)]
    .flatMap(([series, own]) => (own.length === asked.get(series)?.length ? [series] : own))
    .sort()
}
