import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesize } from '../src/synth/synthesize.ts'
import { DATE, type DayParameters, SYMBOL } from './day.ts'

/** To be raised when the same parameters give other files. */
const REVISION = 3

/** Strikes this far either side, 5 points apart, that expire the same day: 402 options, */
const REACH = 500
/** with so many orders on each side of each. */
const DEPTH = 18
/** What those come to, records a second; measured. A real day of an expiry has as many. */
export const OPTION_PACE = 618
const FUTURES_PACE = 54
/** The session ends as they expire, New York, and begins as long before as the records take: */
const END_MINUTE = 16 * 60
/** at midnight UTC at the earliest. */
const LONGEST_MINUTES = 21 * 60

/** A made day of a future and its options. */
export interface OptionDay {
  readonly folder: string
  readonly futures: string
  readonly options: string
  readonly definitions: string
  readonly statistics: string
  /** In New York's time: "15:40-16:00". */
  readonly session: string
}

/**
 * The day of about so many option records, from the folder for temporary files if it is there; the
 * pace is the future's.
 */
export async function cachedOptionDay(parameters: DayParameters): Promise<OptionDay> {
  const { seed, records, pace } = parameters
  const density = pace === undefined ? '' : `-p${pace}`
  const name = `${SYMBOL}-options-r${REVISION}-s${seed}-${records}${density}`
  const folder = join(tmpdir(), 'spymaster-bench', name)
  const isThere = await stat(folder).catch(() => undefined)
  if (!isThere) {
    const unfinished = `${folder}.${process.pid}`
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true })
    await makeOptionDay(unfinished, parameters)
    await rename(unfinished, folder)
  }
  const file = (content: string) =>
    join(folder, `glbx-mdp3-${DATE.replaceAll('-', '')}.${content}.dbn.zst`)
  return {
    folder,
    futures: file('mbo'),
    options: file('options.mbo'),
    definitions: file('definition'),
    statistics: file('statistics'),
    session: sessionOf(records),
  }
}

function minutesOf(records: number): number {
  return Math.min(Math.max(Math.round(records / OPTION_PACE / 60), 1), LONGEST_MINUTES)
}

function sessionOf(records: number): string {
  return `${clock(END_MINUTE - minutesOf(records))}-${clock(END_MINUTE)}`
}

async function makeOptionDay(
  folder: string,
  { seed, records, pace = FUTURES_PACE }: DayParameters,
): Promise<void> {
  await synthesize({
    folder,
    seed,
    date: DATE,
    symbol: SYMBOL,
    session: sessionOf(records),
    events: Math.max(minutesOf(records) * 60 * pace, 1000),
    expiries: [0],
    strikeReach: REACH,
    optionDepth: DEPTH,
  })
}

/** Of a minute of the day, or of the day before where it is negative. */
function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const ofDay = (minute + 24 * 60) % (24 * 60)
  return `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`
}
