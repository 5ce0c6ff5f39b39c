import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { isReadable } from '../files/user-files.ts'
import { saveFacts } from '../lake/partition/facts.ts'
import { listedLake } from '../lake/partition/listed-lake.ts'
import { recoverLake } from '../lake/partition/recover.ts'
import type { Lake } from '../lake/paths.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import type { DateChoice } from '../market/dates.ts'
import type { FrontContract } from '../stages/front-contract.ts'
import { daysInSession } from '../stages/session-days.ts'
import { dayKey, type Stage, type StageOptions } from '../stages/stage.ts'
import { STAGES } from '../stages/stages.ts'
import { chosenTargets } from './chosen-targets.ts'
import { emptyDates } from './empty-dates.ts'
import type { Executor } from './executor/executor.ts'
import { inProcess } from './executor/here.ts'
import { type FilesRequest, findFiles, ingestEach } from './ingest-files.ts'
import { optionsAlone } from './options-alone.ts'
import { incompleteSession, type PartialDay, partialDays } from './partial-days.ts'
import type { Watcher } from './pipeline-event.ts'
import { plan, type Task } from './plan.ts'
import { newRawObjects, RAW, withLocalPaths, withRawCopies } from './raw-objects.ts'
import { runPlan } from './run.ts'
import { nodeKey, survey } from './survey.ts'
import type { DateFault, MissingTarget, TargetChoice } from './targets.ts'
import { utcChoice } from './utc-choice.ts'
import { wantedDays } from './wanted.ts'

export type StageLayer = 'silver' | 'gold' | 'all'

export interface PipelineRequest extends TargetChoice {
  readonly options: StageOptions
  readonly layer: StageLayer
  readonly productType?: string | undefined
  /** Skip days with partial sessions, as faults. */
  readonly requireWhole?: boolean | undefined
  /** The whole records of a raw file that was cut are kept. */
  readonly allowTruncated?: boolean | undefined
  /** A day of which too many records are late is made all the same. */
  readonly allowLate?: boolean | undefined
  /** Run the layer's stages whatever their state. */
  readonly overwrite: boolean
  /** Number of stage days to run concurrently. */
  readonly workers: number
  /** Default: this process. */
  readonly executor?: Executor | undefined
}

export interface IngestRequest extends FileChoice {
  readonly paths: readonly string[]
  readonly overwrite: boolean
  readonly allowTruncated: boolean
  /** Fail if none of the files holds anything of the choice; default true. */
  readonly mustMatch?: boolean
}

/** Selects raw files. */
interface FileChoice extends TargetChoice {
  /** Dates are trading dates of the given session, or the lake's; otherwise UTC dates. */
  readonly areTradingDates?: boolean
}

export interface RawRequest extends FileChoice {
  readonly overwrite: boolean
  readonly allowTruncated?: boolean | undefined
}

export type { PipelineEvent, Watcher } from './pipeline-event.ts'

/** Ingests files into bronze. */
export async function runIngest(
  lake: Lake,
  request: IngestRequest,
  watcher: Watcher,
): Promise<void> {
  await recoverLake(lake)
  const dates = await fileDates(lake, request)
  await withLocalPaths(lake, request.paths, async (paths) => {
    const found = await findFiles(paths, { ...request, dates })
    if (found.files.length + found.unselected.length + found.refused.length === 0) {
      throw new Failure({
        code: 'input',
        what: 'there is no DBN file in it',
        where: request.paths.join(', '),
        expected: 'files named *.dbn or *.dbn.zst',
      })
    }
    const { mustMatch = true } = request
    await ingestEach(lake, found, { ...request, dates, mustMatch }, watcher)
  })
}

/** Ingests the lake's raw folder. */
export async function runRaw(lake: Lake, request: RawRequest, watcher: Watcher): Promise<void> {
  await recoverLake(lake)
  const isThere = await ingestRaw(lake, request, watcher)
  if (isThere) return
  throw new Failure({
    code: 'input',
    what: 'no DBN file of those dates is there',
    where: rawFolder(lake),
    fix: 'put the files there, or name them with: spymaster pipeline ingest FILE',
  })
}

/** Ingests the raw folder, then runs everything that is missing or stale, inputs first. */
export async function runPipeline(
  lake: Lake,
  request: PipelineRequest,
  watcher: Watcher,
): Promise<Task[]> {
  await recoverLake(lake)
  const { session } = request.options
  const raw = { ...request, session, areTradingDates: true, overwrite: false }
  await ingestRaw(lake, raw, watcher)
  return runStages(lake, request, watcher)
}

/** Runs everything that is missing or stale, from the present bronze. */
export async function runStages(
  lake: Lake,
  request: PipelineRequest,
  watcher: Watcher,
): Promise<Task[]> {
  const planned = await planPipeline(lake, request)
  const { tasks, fronts, faults, absent, lacking, partial, wanted } = planned
  for (const front of fronts) watcher.report({ type: 'front', front })
  for (const each of absent) watcher.report({ type: 'absent', absent: each })
  for (const fault of faults) watcher.report({ type: 'fault', fault })
  for (const what of lacking) watcher.report({ type: 'lacking', what })
  for (const day of partial) watcher.report({ type: 'partial', day })
  await runPlan(lake, tasks, {
    overwritten: new Set(request.overwrite ? wanted : []),
    workers: request.workers,
    executor: request.executor ?? inProcess,
    report: (event) => watcher.report({ type: 'run', event }),
    signal: watcher.signal,
    lockWaitMs: watcher.lockWaitMs,
    allowLate: request.allowLate,
  })
  return tasks
}

/** Plans {@link runPipeline} without running anything. */
export async function planPipeline(
  present: Lake,
  request: PipelineRequest,
): Promise<{
  tasks: Task[]
  fronts: readonly FrontContract[]
  faults: readonly DateFault[]
  /** Requested targets that are not in the lake. */
  absent: readonly MissingTarget[]
  /** Why days or stages are skipped for lack of input, each a sentence. */
  lacking: readonly string[]
  /** Days that are built from part of their session. */
  partial: readonly PartialDay[]
  wanted: string[]
}> {
  const lake = listedLake(present)
  const { dates, requireWhole } = request
  const { session } = request.options
  const { targets, fronts, faults, missing } = await chosenTargets(lake, { ...request, session })
  const options = { ...request.options, sessionDays: new Set(targets.map(dayKey)) }
  const within = await daysInSession(lake, targets, dates, options)
  const empty = emptyDates(dates, within.targets)
  const partial = await partialDays(lake, within.targets, options)
  const refused = requireWhole ? partial : []
  const refusedKeys = new Set(refused.map(dayKey))
  const kept = within.targets.filter((day) => !refusedKeys.has(dayKey(day)))
  const { days, skipped } = await wantedDays(lake, kept, stagesOf(request), options)
  const nodes = await survey(lake, days, options)
  const keys = days.map(({ stage, target }) => nodeKey(stage, target))
  const tasks = plan(nodes, new Set(request.overwrite ? keys : []))
  await saveFacts(lake)
  return {
    tasks,
    fronts,
    faults: [...faults, ...refused.map(faultOfPartialDay)],
    absent: missing,
    lacking: [
      ...(empty === undefined ? [] : [empty]),
      ...within.dropped.map(({ reason }) => reason),
      ...(await optionsAlone(lake, request)),
      ...skipped,
    ],
    partial: requireWhole ? [] : partial,
    wanted: keys,
  }
}

function faultOfPartialDay(day: PartialDay): DateFault {
  return { symbol: day.symbol, dt: day.dt, failure: incompleteSession(day) }
}

function stagesOf({ layer, productType }: PipelineRequest): Stage[] {
  return STAGES.filter(
    ({ name, writes }) =>
      (layer === 'all' || name.startsWith(`${layer}/`)) &&
      (!productType || writes.some((dataset) => dataset.split('.')[1] === productType)),
  )
}

/** The UTC dates of the selected files. */
async function fileDates(lake: Lake, request: FileChoice): Promise<DateChoice | undefined> {
  return request.areTradingDates ? utcChoice(lake, request) : request.dates
}

/** Ingests the raw folder's files of the requested dates; false if there are none. */
async function ingestRaw(lake: Lake, request: RawRequest, watcher: Watcher): Promise<boolean> {
  const { allowTruncated = false, overwrite } = request
  if (isS3Url(lake.root)) {
    const dates = await fileDates(lake, request)
    const entries = await newRawObjects(lake, dates, overwrite)
    const asIs = { ...request, dates, allowTruncated, mustMatch: false }
    return withRawCopies(lake, entries, (paths) => ingestFound(lake, paths, asIs, watcher))
  }
  const folder = rawFolder(lake)
  if (!(await isReadable(folder))) return false
  const dates = await fileDates(lake, request)
  const asIs = { ...request, dates, allowTruncated, mustMatch: false }
  return ingestFound(lake, [folder], asIs, watcher)
}

/** Ingests the files among paths; false if there are none. */
async function ingestFound(
  lake: Lake,
  paths: readonly string[],
  request: FilesRequest,
  watcher: Watcher,
): Promise<boolean> {
  const found = await findFiles(paths, request)
  if (found.files.length + found.refused.length === 0) return false
  await ingestEach(lake, found, request, watcher)
  return true
}

/** Where a lake's raw files are. */
function rawFolder({ root }: Lake): string {
  return isS3Url(root) ? `${root.replace(/\/+$/, '')}/${RAW}` : join(root, 'raw')
}
