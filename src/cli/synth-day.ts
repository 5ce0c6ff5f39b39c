import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { VacuumEffect } from '../synth/episode-plan.ts'
import type { JudgeSchema } from '../synth/judges.ts'
import { type DayMeasures, measureDay } from '../synth/measure.ts'
import { resolveOptions, type SynthOptions } from '../synth/options.ts'
import { synthesize } from '../synth/synthesize.ts'
import type { Truth } from '../synth/truth.ts'
import { bytes, count, formatColumns } from './columns.ts'
import { SynthView } from './synth-view.ts'

export interface SynthFlagValues {
  readonly out: string
  readonly date: string
  readonly days: number
  readonly root?: string | undefined
  readonly symbol?: string | undefined
  readonly events: number
  readonly session: string
  readonly price?: number | undefined
  readonly expiries: readonly number[]
  readonly strikes?: number | undefined
  readonly seed: number
  readonly 'dbn-version': '1' | '3'
  readonly options: boolean
  readonly dirt: boolean
  readonly schemas?: readonly JudgeSchema[] | undefined
  readonly vacuums?: number | undefined
  readonly effect?: VacuumEffect | undefined
  readonly patterns?: number | undefined
}

/** The synthesis options that the flags set. */
export function synthOptionsFrom(flags: SynthFlagValues): SynthOptions {
  const { out, date, days, root, symbol, events, session, price, strikes, seed, dirt } = flags
  const { vacuums, effect, patterns } = flags
  return {
    folder: out,
    date,
    days,
    ...(root !== undefined && { root }),
    ...(symbol !== undefined && { symbol }),
    ...(price !== undefined && { price }),
    ...(strikes !== undefined && { strikeReach: strikes }),
    ...(vacuums !== undefined && { episodesPerHour: vacuums }),
    ...(effect !== undefined && { effect }),
    ...(patterns !== undefined && { patternsPerHour: patterns }),
    events,
    session,
    seed,
    dirt,
    schemas: flags.schemas ?? [],
    version: flags['dbn-version'] === '3' ? 3 : 1,
    expiries: flags.options ? flags.expiries : [],
  }
}

/**
 * Makes a synthetic market's files, with progress on stderr.
 *
 * @throws Failure `usage`, before anything is written, where the options are invalid
 */
export async function makeSynthetic(
  options: SynthOptions,
  { quiet, signal }: { quiet: boolean; signal: AbortSignal },
): Promise<Truth> {
  resolveOptions(options)
  await mkdir(options.folder, { recursive: true })
  const view = new SynthView(quiet)
  return synthesize(options, { report: view.report, signal }).finally(() => view.end())
}

/** Measures each day against ranges of real order flow. */
export async function measureDays(folder: string, truth: Truth): Promise<DayMeasures[]> {
  const measures: DayMeasures[] = []
  for (const day of truth.days) measures.push(await measureDay(folder, truth, day))
  return measures
}

/** Counts of planted vacuums and of look-alikes. */
export function plantedIn({ days }: Truth): { vacuums: number; alikes: number } {
  const planted = days.flatMap((day) => day.episodes)
  const vacuums = planted.filter(({ kind }) => kind === 'vacuum').length
  return { vacuums, alikes: planted.length - vacuums }
}

/** The files written and the episodes planted in them. */
export function formatTruth(folder: string, truth: Truth): string {
  const rows = truth.files.map((file) => [
    join(folder, file.name),
    count(file.records),
    bytes(file.bytes),
  ])
  const { vacuums, alikes } = plantedIn(truth)
  const what = `${pluralize(vacuums, 'vacuum')} and ${pluralize(alikes, 'look-alike')}`
  const files = formatColumns(rows, ['file', 'records', 'size'])
  return `${files}\n\nPlanted ${what}: ${join(folder, 'truth.json')}`
}

/** "1 vacuum", "2 vacuums". */
function pluralize(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
