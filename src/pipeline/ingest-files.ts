import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { isEquities } from '../market/databento-datasets.ts'
import { type DateChoice, isChosen } from '../market/dates.ts'
import { isContractOf, parseOutright } from '../market/instruments.ts'
import { utcDate } from '../market/time.ts'
import { type IngestSummary, ingest, shortened } from '../stages/bronze/ingest.ts'
import { IngestChoice } from '../stages/bronze/ingest-choice.ts'
import { dateInName, findRawFiles, namesIn, type RawFile } from '../stages/bronze/raw-files.ts'
import type { Watcher } from './pipeline-event.ts'
import type { TargetChoice } from './targets.ts'

export interface FilesRequest extends TargetChoice {
  readonly overwrite: boolean
  readonly allowTruncated: boolean
  /** Fail if none of the files holds anything of the choice. */
  readonly mustMatch: boolean
  /** Names of files that have changed since they were ingested: their rows are replaced. */
  readonly changed?: ReadonlySet<string>
}

/** Raw files found among paths, by what to do with them. */
export interface FoundFiles {
  readonly files: readonly RawFile[]
  /** Files that hold nothing of the choice according to their headers. */
  readonly unselected: readonly RawFile[]
  readonly refused: readonly RefusedFile[]
  /** Files that are not read. */
  readonly ignored: readonly IgnoredFile[]
}

export interface RefusedFile {
  readonly path: string
  readonly failure: Failure
}

export interface IgnoredFile {
  readonly path: string
  readonly why: string
}

/**
 * Finds DBN files among paths.
 *
 * @param chosen selects files by their headers; all if omitted. A file with an unreadable header is
 * selected unless the date in its name rules it out
 */
export async function findFiles(
  paths: readonly string[],
  chosen: TargetChoice = {},
): Promise<FoundFiles> {
  const { dates, symbol } = chosen
  const refused: RefusedFile[] = []
  const ignored: IgnoredFile[] = []
  const all = await findRawFiles(paths, {
    refuse: (path, failure) => {
      if (mayMatchName(path, dates)) refused.push({ path, failure })
      else ignored.push({ path, why: 'of another date by its name; it cannot be read' })
    },
    ignore: (path, why) => ignored.push({ path, why }),
  })
  const isChosen = (file: RawFile) => mayHoldDates(file, dates) && mayHoldSymbol(file, symbol)
  // A single file is always read, to report what it holds.
  const chosenFiles = all.length === 1 ? all : all.filter(isChosen)
  const equities = chosenFiles.filter(({ metadata }) => isEquities(metadata?.dataset ?? ''))
  // Ignored where futures were chosen by symbol; otherwise they are refused.
  if (symbol === undefined || all.length === 1) {
    for (const { path, metadata } of equities)
      refused.push({ path, failure: equitiesFile(path, metadata) })
  }
  const files = chosenFiles.filter((file) => !equities.includes(file))
  const isRefused = (file: RawFile) => refused.some(({ path }) => path === file.path)
  const unselected = all.filter((file) => !files.includes(file) && !isRefused(file))
  return { files, unselected, refused, ignored }
}

/**
 * Ingests files into bronze as far as they match the choice. Unreadable files are reported and the
 * others continue; a single file fails.
 *
 * @param mayThrow throw for a single unreadable file instead of reporting it
 * @throws Failure `input` if none of them matches and `mustMatch` is set
 */
export async function ingestEach(
  lake: Lake,
  { files, unselected, refused, ignored }: FoundFiles,
  request: FilesRequest,
  { report, signal, lockWaitMs }: Watcher,
  mayThrow = true,
): Promise<IngestSummary> {
  const { symbol, dates, overwrite, allowTruncated, changed } = request
  const isAlone = mayThrow && files.length + refused.length === 1
  let refusals = 0
  const refuse = (paths: readonly string[], failure: Failure) => {
    if (isAlone) throw failure
    refusals++
    report({ type: 'refused', files: paths, failure })
  }
  for (const [why, each] of Map.groupBy(ignored, (file) => file.why)) {
    const event = { type: 'passed-over', files: each.map(({ path }) => path), why } as const
    report({ type: 'ingest', event })
  }
  for (const { path, failure } of refused) refuse([path], failure)
  const summary = await ingest(lake, files, {
    choice: new IngestChoice(symbol, dates),
    overwrite,
    allowTruncated,
    changed,
    unreadable: refused.map(({ path }) => path),
    lockWaitMs,
    refuse,
    report: (event) => report({ type: 'ingest', event }),
    signal,
  })
  const { useful } = summary
  const unused = [...summary.unused, ...unusedFiles(unselected)]
  if (request.mustMatch && useful === 0 && refusals === 0) throw nothingToIngest(unused)
  for (const each of unused) report({ type: 'ingest', event: { type: 'unused', ...each } })
  return summary
}

function equitiesFile(where: string, metadata: RawFile['metadata']): Failure {
  return new Failure({
    code: 'input',
    what: 'these are records of equities: books are made of futures and their options',
    where,
    expected: 'a dataset of futures, such as GLBX.MDP3',
    found: metadata?.dataset ?? 'none',
  })
}

/** What unselected files hold, according to their headers. */
function unusedFiles(others: readonly RawFile[]): IngestSummary['unused'] {
  if (others.length === 0) return []
  const dates = others.map(({ metadata }) => utcDate(metadata?.start ?? 0n) ?? 'no date')
  const found = `${shortened([...new Set(dates)].sort())} or other symbols`
  return [{ files: others.map(({ path }) => path), found }]
}

function nothingToIngest(unused: IngestSummary['unused']): Failure {
  return new Failure({
    code: 'input',
    what: 'nothing in it can be ingested',
    where: shortened(unused.flatMap(({ files }) => files)),
    expected:
      'MBO, definition or statistics records of the futures, or options, and dates asked for',
    found: shortened([...new Set(unused.map(({ found }) => found))]) || 'no records',
  })
}

/** Whether a file may hold records of the dates; true if its header does not say. */
function mayHoldDates({ metadata }: RawFile, dates: DateChoice | undefined): boolean {
  if (!metadata || metadata.start === 0n || !dates) return true
  const first = utcDate(metadata.start)
  const last = metadata.end > 0n ? utcDate(metadata.end - 1n) : undefined
  if (!first || !last) return true
  return dates.kind === 'range'
    ? first <= dates.last && dates.first <= last
    : dates.dates.some((dt) => first <= dt && dt <= last)
}

/** Whether the date in a file's name matches: Databento's is "glbx-mdp3-20260106.mbo.dbn.zst". */
function mayMatchName(path: string, dates: DateChoice | undefined): boolean {
  const date = dateInName(path)
  return date === undefined || isChosen(dates, date)
}

/** Whether a file may hold records stored under a symbol; options do not name their future. */
function mayHoldSymbol(file: RawFile, symbol: string | undefined): boolean {
  const names = [...namesIn(file)].filter((name) => !/^\d+$/.test(name))
  return (
    names.length === 0 || names.some((name) => !parseOutright(name) || isContractOf(symbol, name))
  )
}
