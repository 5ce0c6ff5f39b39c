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
  /** Is it a fault if none of the files holds anything of the choice? */
  readonly mustHold: boolean
  /** Names of files that have changed since they were read: their rows are replaced. */
  readonly changed?: ReadonlySet<string>
}

/** Files that may hold something of what was chosen, and those whose headers cannot be read. */
export interface FoundFiles {
  readonly files: readonly RawFile[]
  /** Files that hold nothing of the choice, as their headers say. */
  readonly others: readonly RawFile[]
  readonly refused: readonly RefusedFile[]
  /** Files of which nothing is read. */
  readonly passedOver: readonly PassedOver[]
}

export interface RefusedFile {
  readonly path: string
  readonly failure: Failure
}

export interface PassedOver {
  readonly path: string
  readonly why: string
}

/**
 * Looks for DBN files among paths.
 *
 * @param chosen what their headers must speak of; left out, they are all taken. A file whose header
 * cannot be read may be of any date that its name does not rule out
 */
export async function findFiles(
  paths: readonly string[],
  chosen: TargetChoice = {},
): Promise<FoundFiles> {
  const { dates, symbol } = chosen
  const refused: RefusedFile[] = []
  const passedOver: PassedOver[] = []
  const all = await findRawFiles(paths, {
    refuse: (path, failure) => {
      if (isNamedFor(path, dates)) refused.push({ path, failure })
      else passedOver.push({ path, why: 'of another date by its name; it cannot be read' })
    },
    passOver: (path, why) => passedOver.push({ path, why }),
  })
  const isChosen = (file: RawFile) => isAboutDates(file, dates) && isAboutSymbol(file, symbol)
  // A file that is alone is read for what it holds instead.
  const chosenFiles = all.length === 1 ? all : all.filter(isChosen)
  const equities = chosenFiles.filter(({ metadata }) => isEquities(metadata?.dataset ?? ''))
  // Of a choice of futures they are no part; without one they were meant, and are refused.
  if (symbol === undefined || all.length === 1) {
    for (const { path, metadata } of equities)
      refused.push({ path, failure: noFutures(path, metadata) })
  }
  const files = chosenFiles.filter((file) => !equities.includes(file))
  const isRefused = (file: RawFile) => refused.some(({ path }) => path === file.path)
  const others = all.filter((file) => !files.includes(file) && !isRefused(file))
  return { files, others, refused, passedOver }
}

/**
 * Reads files into bronze, as far as they are of what was chosen. Those that cannot be read are
 * named and left, and the others go on; a file that is alone fails.
 *
 * @param mayThrow a file that is alone is not refused, but fails
 * @throws Failure `input` where nothing of the choice is in any of them, and something must be
 */
export async function ingestEach(
  lake: Lake,
  { files, others, refused, passedOver }: FoundFiles,
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
  for (const [why, each] of Map.groupBy(passedOver, (file) => file.why)) {
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
  const unused = [...summary.unused, ...unusedByHeader(others)]
  if (request.mustHold && useful === 0 && refusals === 0) throw nothingUseful(unused)
  for (const each of unused) report({ type: 'ingest', event: { type: 'unused', ...each } })
  return summary
}

function noFutures(where: string, metadata: RawFile['metadata']): Failure {
  return new Failure({
    code: 'input',
    what: 'these are records of equities: books are made of futures and their options',
    where,
    expected: 'a dataset of futures, such as GLBX.MDP3',
    found: metadata?.dataset ?? 'none',
  })
}

/** What files hold that were passed over, as far as their headers say. */
function unusedByHeader(others: readonly RawFile[]): IngestSummary['unused'] {
  if (others.length === 0) return []
  const dates = others.map(({ metadata }) => utcDate(metadata?.start ?? 0n) ?? 'no date')
  const found = `${shortened([...new Set(dates)].sort())} or other symbols`
  return [{ files: others.map(({ path }) => path), found }]
}

function nothingUseful(unused: IngestSummary['unused']): Failure {
  return new Failure({
    code: 'input',
    what: 'nothing in it can be ingested',
    where: shortened(unused.flatMap(({ files }) => files)),
    expected:
      'MBO, definition or statistics records of the futures, or options, and dates asked for',
    found: shortened([...new Set(unused.map(({ found }) => found))]) || 'no records',
  })
}

/** May a file hold records of the dates? One that does not say when it begins may. */
function isAboutDates({ metadata }: RawFile, dates: DateChoice | undefined): boolean {
  if (!metadata || metadata.start === 0n || !dates) return true
  const first = utcDate(metadata.start)
  const last = metadata.end > 0n ? utcDate(metadata.end - 1n) : undefined
  if (!first || !last) return true
  return dates.kind === 'range'
    ? first <= dates.last && dates.first <= last
    : dates.dates.some((dt) => first <= dt && dt <= last)
}

/** May a file be of the dates by its name? Databento names files "glbx-mdp3-20260106.mbo.dbn.zst". */
function isNamedFor(path: string, dates: DateChoice | undefined): boolean {
  const date = dateInName(path)
  return date === undefined || isChosen(dates, date)
}

/** May a file hold what is kept under the symbol? Options do not name their future. */
function isAboutSymbol(file: RawFile, symbol: string | undefined): boolean {
  const names = [...namesIn(file)].filter((name) => !/^\d+$/.test(name))
  return (
    names.length === 0 || names.some((name) => !parseOutright(name) || isContractOf(symbol, name))
  )
}
