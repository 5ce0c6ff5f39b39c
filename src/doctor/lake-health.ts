import { dirname, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import { freeBytes, isWritable } from '../files/disk.ts'
import { fileInfo } from '../files/user-files.ts'
import { describePartitions } from '../lake/partition/describe-partitions.ts'
import { listLeases } from '../lake/partition/lease.ts'
import { formatStageDay } from '../lake/partition/stage-day.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { formatOwner } from '../lake/store/owner.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import { isOldLayout } from '../lake/upgrade/layout.ts'
import { type PartitionStatus, partitionStates } from '../pipeline/status.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type DoctorFinding, note, ok, problem } from './finding.ts'

/** Less free space than this may not hold a day. */
const LOW_SPACE_BYTES = 2 * 1024 ** 3
const UPGRADE_FIX = 'convert it with: spymaster lake upgrade'
/** Names listed in one finding; the rest are counted. */
const MAX_NAMED = 5

/**
 * Examines a lake without changing it.
 *
 * @param options the current stage options; partitions made with others are stale
 */
export async function examineLake(lake: Lake, options: StageOptions): Promise<DoctorFinding[]> {
  if (isS3Url(lake.root)) return examineBucket(lake, options)
  const root = resolve(lake.root)
  const exists = (await fileInfo(root))?.kind === 'folder'
  const space = await examineSpace(root)
  if (!exists) {
    const first = 'start with: spymaster pipeline ingest FILE'
    return [note('lake', `${root} does not exist yet`, first), space]
  }
  const isOld = await isOldLayout(lake)
  if (isOld) return [problem('lake', `${root} is of spymaster 0.1`, UPGRADE_FIX), space]
  return [
    await examineAccess(root),
    space,
    await examineIntegrity(lake),
    await examineFreshness(lake, options),
    await examineLeases(lake),
  ]
}

async function examineBucket(lake: Lake, options: StageOptions): Promise<DoctorFinding[]> {
  try {
    const isOld = await isOldLayout(lake)
    if (isOld) return [problem('lake', `${lake.root} is of spymaster 0.1`, UPGRADE_FIX)]
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { what, fix } = error.detail
    return [problem('lake', `${lake.root}: ${what}`, fix)]
  }
  return [
    ok('lake', `${lake.root} answers`),
    await examineIntegrity(lake),
    await examineFreshness(lake, options),
    await examineLeases(lake),
  ]
}

async function examineAccess(root: string): Promise<DoctorFinding> {
  if (await isWritable(root)) return ok('lake', `${root}, writable`)
  return note('lake', `${root}, read-only`, 'change its permissions to run the pipeline')
}

/** Free space of the disk that holds the lake, or would hold it. */
async function examineSpace(root: string): Promise<DoctorFinding> {
  for (let folder = root; ; folder = dirname(folder)) {
    const free = await freeBytes(folder)
    if (free === undefined && dirname(folder) !== folder) continue
    if (free === undefined) return note('disk', 'free space is unknown')
    const text = `${(free / 1024 ** 3).toFixed(1)} GB free`
    return free < LOW_SPACE_BYTES
      ? note('disk', text, 'free some space before the next day')
      : ok('disk', text)
  }
}

async function examineIntegrity(lake: Lake): Promise<DoctorFinding> {
  // Tables that are not made yet are stale, which is told of the pipeline.
  const partitions = (await describePartitions(lake)).filter(({ isUnmade }) => !isUnmade)
  const damaged = partitions.filter(({ fault: damage }) => damage !== undefined)
  if (damaged.length === 0) return ok('partitions', `${partitions.length}, all intact`)
  const named = damaged.map((partition) => `${formatPartition(partition)}: ${partition.fault}`)
  const text = `${damaged.length} of ${partitions.length} damaged: ${formatList(named)}`
  return problem('partitions', text, 'write them again with --overwrite')
}

async function examineFreshness(lake: Lake, options: StageOptions): Promise<DoctorFinding> {
  let states: PartitionStatus[]
  try {
    states = await partitionStates(lake, {}, options)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return problem('pipeline', error.message)
  }
  const withState = (state: PartitionStatus['state']) =>
    states.filter((each) => each.state === state)
  const busy = withState('busy').map(
    (each) => `${formatPartition(each)} by ${each.reasons.join(', ')}`,
  )
  const waiting = [...withState('stale'), ...withState('missing')]
  const parts = [
    `${withState('fresh').length} fresh`,
    `${withState('stale').length} stale`,
    `${withState('missing').length} missing`,
    `${busy.length} being written${busy.length > 0 ? ` (${formatList(busy)})` : ''}`,
  ]
  const text = parts.join(', ')
  return waiting.length === 0
    ? ok('pipeline', text)
    : note('pipeline', text, 'see: spymaster pipeline status')
}

async function examineLeases(lake: Lake): Promise<DoctorFinding> {
  const leases = await listLeases(lake)
  const abandoned = leases.filter(({ isExpired }) => isExpired)
  const held = leases.length - abandoned.length
  if (abandoned.length === 0) return ok('locks', held === 0 ? 'none' : `${held}, of active runs`)
  const named = abandoned.map(({ day, owner }) => `${formatStageDay(day)} by ${formatOwner(owner)}`)
  const text = `${abandoned.length} of processes that have ended: ${formatList(named)}`
  return note('locks', text, 'the next run removes them')
}

function formatList(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  const shown = names.slice(0, MAX_NAMED).join('; ')
  return more > 0 ? `${shown}; and ${more} more` : shown
}
