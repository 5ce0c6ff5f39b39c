import { Failure } from '../failure.ts'
import { listPartitions } from '../lake/partition/list.ts'
import type { PartitionInput, StageRecord } from '../lake/partition/manifest.ts'
import { type PartitionState, readState } from '../lake/partition/state.ts'
import { readStored } from '../lake/partition/stored.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import type { Read, Resolved, Stage, StageOptions, Target } from '../stages/stage.ts'
import { producerOf, STAGES } from '../stages/stages.ts'
import { storedManifest } from '../stages/stored-manifest.ts'
import { optionsForSymbol } from './root-options.ts'

/** A stage's day with its inputs and state. */
export interface Node extends Target {
  readonly key: string
  readonly stage: Stage
  readonly resolved: Resolved
  readonly needs: readonly Need[]
  /** By dataset it writes. */
  readonly states: Readonly<Record<string, PartitionState>>
  /** Why it cannot run: bronze is missing or damaged. Existing output is kept. */
  readonly fault: Failure | undefined
}

/** A dependency on another node's output. */
export interface Need {
  readonly key: string
  /** The node can run without it. */
  readonly optional: boolean
  /** It is read only if all others failed. */
  readonly isFallback: boolean
}

/**
 * Builds the dependency graph of the wanted stage days: resolves parameters and inputs,
 * recursively, and compares outputs with what would be written now.
 *
 * @param stages all there are
 * @returns the nodes in topological order
 * @throws Failure `usage` if an option is invalid
 */
export async function survey(
  lake: Lake,
  wanted: readonly { stage: Stage; target: Target }[],
  options: StageOptions,
  stages: readonly Stage[] = STAGES,
): Promise<Node[]> {
  const nodes = new Map<string, Node>()
  const visit = async (stage: Stage, target: Target): Promise<string> => {
    const key = nodeKey(stage, target)
    if (nodes.has(key)) return key
    const { symbol, dt } = target
    try {
      const resolved = await resolve(lake, stage, target, options, stages)
      const needs = new Map<string, Need>()
      for (const { optional, ...read } of resolved.reads) {
        const producer = producerOf(read.dataset, stages)
        if (!producer) continue
        const need = await visit(producer, read)
        needs.set(need, { key: need, optional, isFallback: false })
      }
      // A fallback is awaited if it is built anyway, but never built for this node.
      for (const read of resolved.fallback?.reads ?? []) {
        const producer = producerOf(read.dataset, stages)
        const need = producer && nodeKey(producer, read)
        if (!need || !nodes.has(need) || needs.has(need)) continue
        needs.set(need, { key: need, optional: true, isFallback: true })
      }
      const states = await statesOf(lake, stage, target, resolved)
      const found = { key, symbol, dt, stage, resolved, needs: [...needs.values()], states }
      nodes.set(key, { ...found, fault: undefined })
    } catch (error) {
      if (!(error instanceof Failure) || error.detail.code === 'usage') throw error
      nodes.set(key, await nodeWithoutInputs(lake, stage, target, error))
    }
    return key
  }
  for (const { stage, target } of wanted) await visit(stage, target)
  return [...nodes.values()]
}

export function nodeKey(stage: Stage, { symbol, dt }: Target): string {
  return `${stage.name} ${symbol} ${dt}`
}

/** A node whose bronze is missing or damaged; its existing output is kept. */
async function nodeWithoutInputs(
  lake: Lake,
  stage: Stage,
  { symbol, dt }: Target,
  fault: Failure,
): Promise<Node> {
  const states: Record<string, PartitionState> = {}
  for (const dataset of stage.writes) {
    const partition = { dataset, symbol, dt }
    const stored = await storedManifest(lake, partition)
    states[dataset] = stored
      ? { state: 'fresh', reasons: [] }
      : { state: 'missing', reasons: [fault.message] }
  }
  return {
    key: nodeKey(stage, { symbol, dt }),
    symbol,
    dt,
    stage,
    resolved: { parameters: {}, reads: [], notes: [] },
    needs: [],
    states,
    fault,
  }
}

/** Resolves a stage's day, and drops optional inputs that do not exist. */
async function resolve(
  lake: Lake,
  stage: Stage,
  { symbol, dt }: Target,
  options: StageOptions,
  stages: readonly Stage[],
): Promise<Resolved> {
  const output = { dataset: stage.writes[0], symbol, dt }
  const recorded = await storedManifest(lake, output)
  const parameters = recorded?.stage.parameters
  const own = optionsForSymbol(symbol, options)
  const resolved = await stage.resolve(lake, { symbol, dt }, own, parameters)
  const reads: Read[] = []
  const notes = [...resolved.notes]
  for (const read of resolved.reads) {
    if (producerOf(read.dataset, stages) || (await readStored(lake, read))) {
      reads.push(read)
    } else if (read.optional) {
      notes.push(`${formatPartition(read)} is not in the lake and was done without`)
    } else throw await missingInput(lake, read)
  }
  return { ...resolved, reads, notes }
}

/** The stage's record in a manifest. */
export function stageRecord(stage: Stage, { parameters }: Resolved): StageRecord {
  return { name: stage.name, revision: stage.revision, parameters }
}

/**
 * The present inputs of a stage's day, without those not yet written. If none exists, the inputs of
 * the fallback.
 */
export async function inputsOf(
  lake: Lake,
  { reads, fallback }: Resolved,
): Promise<PartitionInput[]> {
  const inputs = await storedInputs(lake, reads)
  return inputs.length === 0 && fallback ? storedInputs(lake, fallback.reads) : inputs
}

async function storedInputs(lake: Lake, reads: readonly Read[]): Promise<PartitionInput[]> {
  const inputs: PartitionInput[] = []
  for (const { dataset, symbol, dt } of reads) {
    const partition = { dataset, symbol, dt }
    const stored = await storedManifest(lake, partition)
    if (stored) inputs.push({ dataset, symbol, dt, content_sha256: stored.content_sha256 })
  }
  return inputs
}

/** The state of each dataset that a stage's day writes. */
export async function statesOf(
  lake: Lake,
  stage: Stage,
  { symbol, dt }: Target,
  resolved: Resolved,
): Promise<Record<string, PartitionState>> {
  const inputs = await inputsOf(lake, resolved)
  const states: Record<string, PartitionState> = {}
  for (const dataset of stage.writes) {
    const contractSha256 = lake.datasets.get(dataset)?.contractSha256 ?? ''
    const declared = { stage: stageRecord(stage, resolved), contractSha256, inputs }
    states[dataset] = await readState(lake, { dataset, symbol, dt }, declared)
  }
  return states
}

/** Combines states: the worst one, with all reasons. */
export function worstState(states: Readonly<Record<string, PartitionState>>): PartitionState {
  const all = Object.values(states)
  const state = (['busy', 'missing', 'stale'] as const).find((bad) =>
    all.some((each) => each.state === bad),
  )
  return { state: state ?? 'fresh', reasons: [...new Set(all.flatMap((each) => each.reasons))] }
}

async function missingInput(lake: Lake, read: Read): Promise<Failure> {
  const there = await listPartitions(lake, { dataset: read.dataset })
  const days = there.map(({ symbol, dt }) => `${symbol} ${dt}`)
  return new Failure({
    code: 'input',
    what: `${read.dataset} has no ${read.symbol} ${read.dt}`,
    where: lake.root,
    found: days.length > 0 ? days.join(', ') : 'none at all',
    fix: 'ingest its file with: spymaster pipeline ingest FILE',
  })
}
