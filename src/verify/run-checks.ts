import { Failure } from '../failure.ts'
import { listPartitions, listPublished, type PartitionFilter } from '../lake/partition/list.ts'
import { readStored } from '../lake/partition/stored.ts'
import { formatPartition, type Lake, type Partition } from '../lake/paths.ts'
import { isSystemError } from '../lake/store/file-failure.ts'
import { isContractOf } from '../market/instruments.ts'
import type { Check } from './check.ts'
import { Evidence } from './evidence.ts'
import type { CheckFinding } from './finding.ts'
import { partitionInputs } from './lineage.ts'

/** One check's findings over all partitions. */
export interface CheckReport {
  readonly name: string
  readonly proves: string
  readonly pass: boolean
  readonly findings: readonly CheckFinding[]
}

/** The result of `verify`, serializable as JSON. */
export interface Report {
  readonly pass: boolean
  readonly checks: readonly CheckReport[]
}

export interface VerifyOptions {
  /** Only partitions of these contracts or roots, and their inputs; default all. */
  readonly symbol?: string | undefined
  readonly dt?: string | undefined
  readonly signal: AbortSignal
  /** Called with each finding. */
  readonly report?: (finding: CheckFinding) => void
}

/**
 * Verifies partitions of a lake from their data. Damage is a finding, and the other checks
 * continue.
 *
 * @throws Failure `input` if there is nothing to check
 */
export async function runChecks(
  lake: Lake,
  chosen: readonly Check[],
  options: VerifyOptions,
): Promise<Report> {
  const partitions = await choosePartitions(lake, options)
  const checks: CheckReport[] = []
  for (const check of chosen) {
    const findings: CheckFinding[] = []
    for (const subject of subjectsOf(check, partitions)) {
      const finding = await runCheck(check, lake, subject, options.signal)
      findings.push(finding)
      options.report?.(finding)
    }
    const { name, proves } = check
    checks.push({ name, proves, pass: findings.every(({ pass }) => pass), findings })
  }
  if (checks.every(({ findings }) => findings.length === 0))
    throw await nothingToVerify(lake, options)
  return { pass: checks.every(({ pass }) => pass), checks }
}

/**
 * Runs one check. A Failure that stops it counts as a violation, since damaged data has not passed.
 *
 * @throws Failure for an error of the system, such as EIO
 */
export async function runCheck(
  check: Check,
  lake: Lake,
  partitions: readonly Partition[],
  signal: AbortSignal,
): Promise<CheckFinding> {
  const evidence = new Evidence()
  try {
    signal.throwIfAborted()
    await check.run({ lake, partitions, signal }, evidence)
  } catch (error) {
    signal.throwIfAborted()
    // Nothing is known about data that the system does not let us read.
    if (isSystemError(error)) throw error
    evidence.offend(() => `the check could not be finished: ${messageOf(error)}`)
  }
  return evidence.finding(check.name, partitions)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The requested partitions and all of their inputs. */
async function choosePartitions(lake: Lake, options: VerifyOptions): Promise<readonly Partition[]> {
  const { symbol, dt } = options
  const chosen = (await everyPartition(lake, dt === undefined ? {} : { dt })).filter((partition) =>
    isContractOf(symbol, partition.symbol),
  )
  if (chosen.length === 0) throw await nothingToVerify(lake, options)
  const known = new Set(chosen.map(formatPartition))
  for (const partition of chosen) {
    for (const input of await inputsOf(lake, partition)) {
      if (known.has(formatPartition(input))) continue
      known.add(formatPartition(input))
      chosen.push(input)
    }
  }
  return chosen
}

/** The partitions that have a manifest, and those that files are shown of without one. */
async function everyPartition(lake: Lake, filter: PartitionFilter): Promise<Partition[]> {
  const found = [...(await listPartitions(lake, filter))]
  const known = new Set(found.map(formatPartition))
  for (const { partition } of await listPublished(lake, filter)) {
    if (known.has(formatPartition(partition))) continue
    known.add(formatPartition(partition))
    found.push(partition)
  }
  return found
}

/** A partition's inputs; empty if the manifest cannot be read, which lineage reports. */
async function inputsOf(lake: Lake, partition: Partition): Promise<Partition[]> {
  try {
    const stored = await readStored(lake, partition)
    if (!stored) return []
    return partitionInputs(stored)
      .filter(({ dataset }) => lake.datasets.has(dataset))
      .map(({ dataset, symbol, dt }) => ({ dataset, symbol, dt }))
  } catch (error) {
    if (isSystemError(error)) throw error
    return []
  }
}

/** The distinct subjects of a check. */
function subjectsOf({ reads }: Check, partitions: readonly Partition[]): Partition[][] {
  if (reads.length === 0) return partitions.map((partition) => [partition])
  return partitions
    .filter(({ dataset }) => dataset === reads[0])
    .map(({ symbol, dt }) => reads.map((dataset) => ({ dataset, symbol, dt })))
}

async function nothingToVerify(lake: Lake, { symbol, dt }: VerifyOptions): Promise<Failure> {
  const there = await listPartitions(lake)
  const days = [...new Set(there.map((partition) => `${partition.symbol} ${partition.dt}`))]
  return new Failure({
    code: 'input',
    what: 'there is nothing to verify',
    where: lake.root,
    expected: `partitions of ${symbol ?? 'any symbol'} on ${dt ?? 'any date'}`,
    found: days.length > 0 ? days.join(', ') : 'an empty lake',
    fix: 'run the pipeline first',
  })
}
