import { Failure } from '../failure.ts'
import type { Lake } from '../lake/paths.ts'
import { type DateChoice, isChosen } from '../market/dates.ts'
import { isContractOf, parseOutright } from '../market/instruments.ts'
import { utcDate } from '../market/time.ts'
import { fileGroups, isOfDefinitions } from './bronze/file-groups.ts'
import { ingest } from './bronze/ingest.ts'
import { findRawFiles, namesIn, type RawFile } from './bronze/raw-files.ts'
import type { Watcher } from './pipeline-event.ts'
import type { TargetChoice } from './targets.ts'

export interface FilesRequest extends TargetChoice {
  readonly overwrite: boolean
  readonly allowTruncated: boolean
  /** Is it a fault that a file holds nothing of the choice? */
  readonly mustHold: boolean
}

/** Files that may hold something of what was chosen, and those whose headers cannot be read. */
export interface FoundFiles {
  readonly files: readonly RawFile[]
  readonly refused: readonly { readonly path: string; readonly failure: Failure }[]
}

/**
 * Looks for DBN files among paths.
 *
 * @param chosen what their headers must speak of; left out, they are all taken
 */
export async function findFiles(
  paths: readonly string[],
  chosen: TargetChoice = {},
): Promise<FoundFiles> {
  const refused: { path: string; failure: Failure }[] = []
  const all = await findRawFiles(paths, (path, failure) => refused.push({ path, failure }))
  const { dates, symbol } = chosen
  const files = all.filter((file) => isAboutDates(file, dates) && isAboutSymbol(file, symbol))
  return { files, refused }
}

/**
 * Reads files into bronze. Those that cannot be read are named and left, and the others go on;
 * where there is nothing else, that is a failure.
 */
export async function ingestEach(
  lake: Lake,
  { files, refused }: FoundFiles,
  request: FilesRequest,
  watcher: Watcher,
): Promise<void> {
  const groups = fileGroups(files)
  const isAlone = groups.length + refused.length === 1
  const refuse = (paths: readonly string[], failure: Failure) => {
    if (isAlone) throw failure
    watcher.report({ type: 'refused', files: paths, failure })
  }
  for (const { path, failure } of refused) refuse([path], failure)
  let lacksDefinitions = false
  for (const group of groups) {
    const paths = group.map(({ path }) => path)
    if (lacksDefinitions && group.some(mayHoldOptions)) {
      refuse(paths, undefinedOptions(paths))
      continue
    }
    try {
      await ingestFiles(lake, group, request, watcher)
    } catch (error) {
      watcher.signal.throwIfAborted()
      if (!(error instanceof Failure)) throw error
      lacksDefinitions ||= group.some(isOfDefinitions)
      refuse(paths, error)
    }
  }
}

/** Reads files into bronze, as far as they are of what was chosen; all of them, or it fails. */
export function ingestFiles(
  lake: Lake,
  files: readonly RawFile[],
  { symbol, dates, overwrite, allowTruncated, mustHold }: FilesRequest,
  { report, signal, lockWaitMs }: Watcher,
): Promise<void> {
  return ingest(lake, files, {
    wants: (partition) => isContractOf(symbol, partition.symbol) && isChosen(dates, partition.dt),
    overwrite,
    allowTruncated,
    mustHold,
    lockWaitMs,
    report: (event) => report({ type: 'ingest', event }),
    signal,
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

/** May a file hold what is kept under the symbol? Options do not name their future. */
function isAboutSymbol(file: RawFile, symbol: string | undefined): boolean {
  const names = [...namesIn(file)].filter((name) => !/^\d+$/.test(name))
  return (
    names.length === 0 || names.some((name) => !parseOutright(name) || isContractOf(symbol, name))
  )
}

/** Does a header name options? "ESH6 C6900" */
function mayHoldOptions(file: RawFile): boolean {
  return [...namesIn(file)].some((name) => name.includes(' '))
}

/** Without their definitions options would be left out, and the file would be taken for read. */
function undefinedOptions([path]: readonly string[]): Failure {
  return new Failure({
    code: 'input',
    what: 'it was left for the definitions of its options, which cannot be read',
    where: path,
    fix: 'mend those and run it again',
  })
}
