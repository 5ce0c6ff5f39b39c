import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { isReadable } from '../files/user-files.ts'
import { recoverLake } from '../lake/partition/recover.ts'
import type { Lake } from '../lake/paths.ts'
import type { DateChoice } from '../market/dates.ts'
import type { FrontContract } from '../stages/front-contract.ts'
import { daysInSession } from '../stages/session-days.ts'
import { dayKey, type Stage, type StageOptions } from '../stages/stage.ts'
import { STAGES } from '../stages/stages.ts'
import { chosenTargets } from './chosen-targets.ts'
import type { Executor } from './executor/executor.ts'
import { here } from './executor/here.ts'
import { findFiles, ingestEach } from './ingest-files.ts'
import { notWhole, type PartialDay, partialDays } from './partial-days.ts'
import type { Watcher } from './pipeline-event.ts'
import { plan, type Task } from './plan.ts'
import { runPlan } from './run.ts'
import { nodeKey, survey } from './survey.ts'
import type { Absent, DateFault, TargetChoice } from './targets.ts'
import { utcChoice } from './utc-choice.ts'
import { wantedDays } from './wanted.ts'

export type Layer = 'silver' | 'gold' | 'all'

export interface PipelineRequest extends TargetChoice {
  readonly options: StageOptions
  readonly layer: Layer
  readonly productType?: string | undefined
  /** A day whose session is there in part only is set aside, as a fault. */
  readonly requireWhole?: boolean | undefined
  /** The whole records of a raw file that was cut are kept. */
  readonly allowTruncated?: boolean | undefined
  /** A day of which too many records are late is made all the same. */
  readonly allowLate?: boolean | undefined
  /** Run the layer's stages whatever their state. */
  readonly overwrite: boolean
  /** How many stages' days to run at once. */
  readonly workers: number
  /** Where they are run; in this process if left out. */
  readonly executor?: Executor | undefined
}

export interface IngestRequest extends FileChoice {
  readonly paths: readonly string[]
  readonly overwrite: boolean
  readonly allowTruncated: boolean
}

/** Which files are meant. */
interface FileChoice extends TargetChoice {
  /** Dates are trading dates of the session, else of the lake's; otherwise they are UTC dates. */
  readonly areTradingDates?: boolean
}

export interface RawRequest extends FileChoice {
  readonly overwrite: boolean
  readonly allowTruncated?: boolean | undefined
}

export type { PipelineEvent, Watcher } from './pipeline-event.ts'

/** Reads files into bronze. */
export async function runIngest(
  lake: Lake,
  request: IngestRequest,
  watcher: Watcher,
): Promise<void> {
  await recoverLake(lake)
  const dates = await filedDates(lake, request)
  const found = await findFiles(request.paths, { ...request, dates })
  if (found.files.length + found.others.length + found.refused.length === 0) {
    throw new Failure({
      code: 'input',
      what: 'there is no DBN file in it',
      where: request.paths.join(', '),
      expected: 'files named *.dbn or *.dbn.zst',
    })
  }
  await ingestEach(lake, found, { ...request, dates, mustHold: true }, watcher)
}

/** Ingests what lies under the lake's raw folder. */
export async function runRaw(lake: Lake, request: RawRequest, watcher: Watcher): Promise<void> {
  await recoverLake(lake)
  const isThere = await ingestRaw(lake, request, watcher)
  if (isThere) return
  throw new Failure({
    code: 'input',
    what: 'no DBN file of those dates is there',
    where: join(lake.root, 'raw'),
    fix: 'put the files there, or name them with: spymaster pipeline ingest FILE',
  })
}

/** Everything that is missing or stale for what was asked, in order of need. */
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

/** Everything that is missing or stale for what was asked, of the bronze there is. */
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
    executor: request.executor ?? here,
    report: (event) => watcher.report({ type: 'run', event }),
    signal: watcher.signal,
    lockWaitMs: watcher.lockWaitMs,
    allowLate: request.allowLate,
  })
  return tasks
}

/** What {@link runPipeline} would run, and why; runs nothing. */
export async function planPipeline(
  lake: Lake,
  request: PipelineRequest,
): Promise<{
  tasks: Task[]
  fronts: readonly FrontContract[]
  faults: readonly DateFault[]
  /** What was asked for by name and is not in the lake. */
  absent: readonly Absent[]
  /** What days have no input for, a sentence each. */
  lacking: readonly string[]
  /** Days that are made of part of their session. */
  partial: readonly PartialDay[]
  wanted: string[]
}> {
  const { dates, requireWhole } = request
  const { session } = request.options
  const { targets, fronts, faults, absent } = await chosenTargets(lake, { ...request, session })
  const options = { ...request.options, sessionDays: new Set(targets.map(dayKey)) }
  const within = await daysInSession(lake, targets, dates, options)
  const partial = await partialDays(lake, within.targets, options)
  const refused = requireWhole ? partial : []
  const refusedKeys = new Set(refused.map(dayKey))
  const kept = within.targets.filter((day) => !refusedKeys.has(dayKey(day)))
  const { days, lacking } = await wantedDays(lake, kept, stagesOf(request), options)
  const nodes = await survey(lake, days, options)
  const keys = days.map(({ stage, target }) => nodeKey(stage, target))
  const tasks = plan(nodes, new Set(request.overwrite ? keys : []))
  return {
    tasks,
    fronts,
    faults: [...faults, ...refused.map(asFault)],
    absent,
    lacking: [...within.lacking, ...lacking],
    partial: requireWhole ? [] : partial,
    wanted: keys,
  }
}

function asFault(day: PartialDay): DateFault {
  return { symbol: day.symbol, dt: day.dt, failure: notWhole(day) }
}

function stagesOf({ layer, productType }: PipelineRequest): Stage[] {
  return STAGES.filter(
    ({ name, writes }) =>
      (layer === 'all' || name.startsWith(`${layer}/`)) &&
      (!productType || writes.some((dataset) => dataset.split('.')[1] === productType)),
  )
}

/** The UTC dates of the files that are meant. */
async function filedDates(lake: Lake, request: FileChoice): Promise<DateChoice | undefined> {
  return request.areTradingDates ? utcChoice(lake, request) : request.dates
}

/** Ingests the raw folder's files of the dates asked for; false if there are none. */
async function ingestRaw(lake: Lake, request: RawRequest, watcher: Watcher): Promise<boolean> {
  const folder = join(lake.root, 'raw')
  if (!(await isReadable(folder))) return false
  const dates = await filedDates(lake, request)
  const found = await findFiles([folder], { ...request, dates })
  if (found.files.length + found.refused.length === 0) return false
  const { allowTruncated = false } = request
  const asIs = { ...request, dates, allowTruncated, mustHold: false }
  await ingestEach(lake, found, asIs, watcher)
  return true
}
