import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import { surveyPartitions } from '../lake/contents.ts'
import { formatOwner, listLocks } from '../lake/lock.ts'
import { formatPartition, type Lake } from '../lake/paths.ts'
import { type PartitionStatus, partitionStates } from '../pipeline/status.ts'
import type { StageOptions } from '../stages/stage.ts'
import { type Finding, fault, note, ok } from './finding.ts'

/** Bytes below which a day may not fit. */
const LITTLE_SPACE = 2 * 1024 ** 3
/** Partitions that are named; of more only their number is told. */
const MAX_NAMED = 5

/**
 * Looks at a lake without touching it.
 *
 * @param options what partitions would be made with now: those made otherwise are stale
 */
export async function examineLake(lake: Lake, options: StageOptions): Promise<Finding[]> {
  const root = resolve(lake.root)
  const isThere = await stat(root).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
  const space = await examineSpace(root)
  if (!isThere) {
    const first = 'begin with: spymaster pipeline ingest FILE'
    return [note('lake', `${root} is not there yet`, first), space]
  }
  return [
    await examineAccess(root),
    space,
    await examineWholeness(lake),
    await examineFreshness(lake, options),
    await examineLocks(lake),
  ]
}

async function examineAccess(root: string): Promise<Finding> {
  try {
    await access(root, constants.W_OK)
    return ok('lake', `${root}, may be written`)
  } catch {
    return note('lake', `${root}, may only be read`, 'change its permissions to run the pipeline')
  }
}

/** Of the disk that the lake lies on, or would. */
async function examineSpace(root: string): Promise<Finding> {
  for (let folder = root; ; folder = dirname(folder)) {
    const disk = await statfs(folder).catch(() => undefined)
    if (!disk && dirname(folder) !== folder) continue
    if (!disk) return note('disk', 'how much is free cannot be said')
    const free = disk.bavail * disk.bsize
    const text = `${(free / 1024 ** 3).toFixed(1)} GB free`
    return free < LITTLE_SPACE
      ? note('disk', text, 'make room before the next day')
      : ok('disk', text)
  }
}

async function examineWholeness(lake: Lake): Promise<Finding> {
  const partitions = await surveyPartitions(lake)
  const damaged = partitions.filter(({ fault: damage }) => damage !== undefined)
  if (damaged.length === 0) return ok('partitions', `${partitions.length}, all whole`)
  const named = damaged.map((partition) => `${formatPartition(partition)}: ${partition.fault}`)
  const text = `${damaged.length} of ${partitions.length} damaged: ${listed(named)}`
  return fault('partitions', text, 'write them again with --overwrite')
}

async function examineFreshness(lake: Lake, options: StageOptions): Promise<Finding> {
  let states: PartitionStatus[]
  try {
    states = await partitionStates(lake, {}, options)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return fault('pipeline', error.message)
  }
  const of = (state: PartitionStatus['state']) => states.filter((each) => each.state === state)
  const busy = of('busy').map((each) => `${formatPartition(each)} by ${each.reasons.join(', ')}`)
  const waiting = [...of('stale'), ...of('missing')]
  const parts = [
    `${of('fresh').length} fresh`,
    `${of('stale').length} stale`,
    `${of('missing').length} missing`,
    `${busy.length} being written${busy.length > 0 ? ` (${listed(busy)})` : ''}`,
  ]
  const text = parts.join(', ')
  return waiting.length === 0
    ? ok('pipeline', text)
    : note('pipeline', text, 'see: spymaster pipeline status')
}

async function examineLocks(lake: Lake): Promise<Finding> {
  const locks = await listLocks(lake)
  const left = locks.filter(({ isLeft }) => isLeft)
  const held = locks.length - left.length
  if (left.length === 0) return ok('locks', held === 0 ? 'none' : `${held}, of runs under way`)
  const named = left.map(({ partition, owner }) =>
    [formatPartition(partition), owner && `by ${formatOwner(owner)}`].filter(Boolean).join(' '),
  )
  const text = `${left.length} of processes that have ended: ${listed(named)}`
  return note('locks', text, 'the next run takes them away')
}

function listed(names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  const shown = names.slice(0, MAX_NAMED).join('; ')
  return more > 0 ? `${shown}; and ${more} more` : shown
}
