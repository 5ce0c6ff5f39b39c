import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import { surveyPartitions } from '../lake/contents.ts'
import { formatOwner, listLocks } from '../lake/lock.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { type PartitionStatus, partitionStates } from '../pipeline/status.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type DoctorFinding, note, ok, problem } from './finding.ts'

/** Less free space than this may not hold a day. */
const LOW_SPACE_BYTES = 2 * 1024 ** 3
/** Names listed in one finding; the rest are counted. */
const MAX_NAMED = 5

/**
 * Examines a lake without changing it.
 *
 * @param options the current stage options; partitions made with others are stale
 */
export async function examineLake(lake: Lake, options: StageOptions): Promise<DoctorFinding[]> {
  const root = resolve(lake.root)
  const exists = await stat(root).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
  const space = await examineSpace(root)
  if (!exists) {
    const first = 'start with: spymaster pipeline ingest FILE'
    return [note('lake', `${root} does not exist yet`, first), space]
  }
  return [
    await examineAccess(root),
    space,
    await examineIntegrity(lake),
    await examineFreshness(lake, options),
    await examineLocks(lake),
  ]
}

async function examineAccess(root: string): Promise<DoctorFinding> {
  try {
    await access(root, constants.W_OK)
    return ok('lake', `${root}, writable`)
  } catch {
    return note('lake', `${root}, read-only`, 'change its permissions to run the pipeline')
  }
}

/** Free space of the disk that holds the lake, or would hold it. */
async function examineSpace(root: string): Promise<DoctorFinding> {
  for (let folder = root; ; folder = dirname(folder)) {
    const disk = await statfs(folder).catch(() => undefined)
    if (!disk && dirname(folder) !== folder) continue
    if (!disk) return note('disk', 'free space is unknown')
    const free = disk.bavail * disk.bsize
    const text = `${(free / 1024 ** 3).toFixed(1)} GB free`
    return free < LOW_SPACE_BYTES
      ? note('disk', text, 'free some space before the next day')
      : ok('disk', text)
  }
}

async function examineIntegrity(lake: Lake): Promise<DoctorFinding> {
  const partitions = await surveyPartitions(lake)
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

async function examineLocks(lake: Lake): Promise<DoctorFinding> {
  const locks = await listLocks(lake)
  const abandoned = locks.filter(({ isLeft }) => isLeft)
  const held = locks.length - abandoned.length
  if (abandoned.length === 0) return ok('locks', held === 0 ? 'none' : `${held}, of active runs`)
  const named = abandoned.map(({ partition, owner }) =>
    [formatPartition(partition), owner && `by ${formatOwner(owner)}`].filter(Boolean).join(' '),
  )
  const text = `${abandoned.length} of processes that have ended: ${formatList(named)}`
  return note('locks', text, 'the next run removes them')
}

function formatList(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  const shown = names.slice(0, MAX_NAMED).join('; ')
  return more > 0 ? `${shown}; and ${more} more` : shown
}
