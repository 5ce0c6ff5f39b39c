import { DATASETS } from '../contracts/registry.ts'
import { Failure } from '../failure.ts'
import { saveFacts } from '../lake/partition/facts.ts'
import { listPartitions } from '../lake/partition/list.ts'
import { listedLake } from '../lake/partition/listed-lake.ts'
import { recoverLake } from '../lake/partition/recover.ts'
import { type PartitionState, readState } from '../lake/partition/state.ts'
import { readStored } from '../lake/partition/stored.ts'
import { formatPartition, type Lake, type Partition } from '../lake/paths.ts'
import { assertLayout } from '../lake/upgrade/layout.ts'
import { type DateChoice, isChosen } from '../market/dates.ts'
import { isContractOf } from '../market/instruments.ts'
import { ingestOf } from '../stages/bronze/ingest-stages.ts'
import { qualityNotes } from '../stages/quality-notes.ts'
import { emptyDays } from '../stages/session-days.ts'
import { PARTIAL } from '../stages/session-facts.ts'
import { recordedSession } from '../stages/session-rule.ts'
import { dayKey, type StageOptions, type Target } from '../stages/stage.ts'
import { STAGES } from '../stages/stages.ts'
import { storedManifest } from '../stages/stored-manifest.ts'
import { plan } from './plan.ts'
import { survey } from './survey.ts'
import { chosenDays, type TargetChoice } from './targets.ts'
import { wantedDays } from './wanted.ts'

export type PartitionStatus = Partition &
  PartitionState & {
    /** It is built from part of its session. */
    readonly isPartial: boolean
    /** What its users should know, a clause each: it is partial, or the vendor doubts it. */
    readonly notes: readonly string[]
  }

/** As {@link partitionStates}, after recovery from killed runs. */
export async function pipelineStatus(
  lake: Lake,
  choice: TargetChoice,
  options: StageOptions,
): Promise<PartitionStatus[]> {
  await assertLayout(lake)
  await recoverLake(lake).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error // a read-only lake is reported as it is
  })
  const listed = listedLake(lake)
  const states = await partitionStates(listed, choice, options)
  await saveFacts(listed)
  return states
}

/** The state of every chosen partition: bronze as it is, the rest as planned. */
export async function partitionStates(
  lake: Lake,
  choice: TargetChoice,
  options: StageOptions,
): Promise<PartitionStatus[]> {
  const { symbol, dates } = choice
  const found: PartitionStatus[] = []
  const available = await listPartitions(lake, { dataset: DATASETS.mbo })
  const symbols = [...new Set(available.map((day) => day.symbol))]
  const days: StageDays[] = []
  for (const each of symbols) {
    if (isContractOf(symbol, each)) days.push(await stageDays(lake, each, dates, options))
  }
  const reasons = new Map(days.flatMap(({ reasons }) => [...reasons]))
  for (const partition of await listPartitions(lake)) {
    if (!ingestOf(partition.dataset) || !isChosen(dates, partition.dt)) continue
    if (!isContractOf(symbol, partition.symbol)) continue
    const notes = await bronzeNotes(lake, partition)
    const reason = partition.dataset === DATASETS.mbo && reasons.get(dayKey(partition))
    if (reason) notes.push(reason)
    found.push({ ...partition, ...(await bronzeState(lake, partition)), isPartial: false, notes })
  }
  for (const each of days) found.push(...(await stageStates(lake, each)))
  const named = new Set(found.map(formatPartition))
  for (const partition of await listPartitions(lake)) {
    if (named.has(formatPartition(partition)) || !isChosen(dates, partition.dt)) continue
    if (isContractOf(symbol, partition.symbol))
      found.push(await stateWithoutInputs(lake, partition))
  }
  return found
}

/** A partition whose bronze was removed stays as it is. */
async function stateWithoutInputs(lake: Lake, partition: Partition): Promise<PartitionStatus> {
  const own = await bronzeState(lake, partition)
  const stored = await storedManifest(lake, partition)
  const isPartial = stored?.stage.parameters.is_partial === true
  return { ...partition, ...own, isPartial, notes: ['its inputs are gone'] }
}

/** Bronze is rebuilt only on request: it is fresh if it is complete and of the present contract. */
async function bronzeState(lake: Lake, partition: Partition): Promise<PartitionState> {
  const contractSha256 = lake.datasets.get(partition.dataset)?.contractSha256 ?? ''
  try {
    const stored = await readStored(lake, partition)
    if (!stored) return { state: 'missing', reasons: ['it was never finished'] }
    return await readState(lake, partition, { stage: stored.stage, contractSha256 })
  } catch (error) {
    if (error instanceof Failure) return { state: 'stale', reasons: [error.message] }
    throw error
  }
}

async function bronzeNotes(lake: Lake, partition: Partition): Promise<string[]> {
  const stored = await storedManifest(lake, partition)
  const condition = stored?.quality.vendor_condition
  return condition === undefined ? [] : [`the vendor calls it ${condition}`]
}

/** A future's days that stages are meant for. */
interface StageDays {
  readonly targets: readonly Target[]
  readonly options: StageOptions
  /** Why nothing is made of its other days, by {@link dayKey}. */
  readonly reasons: ReadonlyMap<string, string>
}

async function stageDays(
  lake: Lake,
  symbol: string,
  dates: DateChoice | undefined,
  { session, ...others }: StageOptions,
): Promise<StageDays> {
  const available = await listPartitions(lake, { dataset: DATASETS.mbo, symbol })
  const chosen = await chosenDays(lake, available, { symbol, dates, session })
  const options = { ...others, session, sessionDays: new Set(chosen.map(dayKey)) }
  const reasons = new Map<string, string>()
  for (const day of await emptyDays(lake, chosen, options)) {
    // Tables of another session are there, if stale.
    if ((await recordedSession(lake, day)) === undefined) reasons.set(dayKey(day), day.reason)
  }
  return { targets: chosen.filter((day) => !reasons.has(dayKey(day))), options, reasons }
}

async function stageStates(
  lake: Lake,
  { targets, options }: StageDays,
): Promise<PartitionStatus[]> {
  const { days } = await wantedDays(lake, targets, STAGES, options)
  const tasks = plan(await survey(lake, days, options))
  const states = tasks.flatMap(({ node, reasons }) =>
    node.stage.writes.map(async (dataset) => {
      const { symbol, dt, states } = node
      const own = states[dataset]
      // Fresh by itself, but its stage will run for another table or an input.
      const isCarried = own.state === 'fresh' && reasons.length > 0
      const { parameters, notes: told } = node.resolved
      const isPartial = parameters.is_partial === true
      const partial = isPartial ? told.filter((note) => note.startsWith(PARTIAL)) : []
      const stored = await storedManifest(lake, { dataset, symbol, dt })
      const notes = [...partial, ...qualityNotes(stored?.quality ?? {})]
      const state = isCarried ? { state: 'stale' as const, reasons } : own
      return { dataset, symbol, dt, ...state, isPartial, notes }
    }),
  )
  return Promise.all(states)
}
