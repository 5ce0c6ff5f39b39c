import { Failure } from '../../failure.ts'
import type { Lake, Partition } from '../paths.ts'
import { formatOwner, type Owner } from '../store/owner.ts'
import { publishedKey, storedKey } from './keys.ts'
import { leaseHolder } from './lease.ts'
import { type Input, inputKey, type Manifest, type StageRecord } from './manifest.ts'
import { readStored } from './stored.ts'

/** What a partition's manifest would say if its stage ran now. */
export interface ExpectedPartition {
  readonly stage: StageRecord
  readonly contractSha256: string
  /** Omitted where changed inputs do not make it stale: bronze is rebuilt only on request. */
  readonly inputs?: readonly Input[]
}

export interface PartitionState {
  readonly state: 'fresh' | 'stale' | 'missing' | 'busy'
  /** Reasons why it is not fresh, each a clause. */
  readonly reasons: readonly string[]
}

/**
 * Compares a partition with what its stage would write now. Cheap: compares file sizes without
 * reading files. A damaged partition is stale, with the damage among the reasons. A lease of this
 * process does not count as busy.
 */
export async function readState(
  lake: Lake,
  partition: Partition,
  declared: ExpectedPartition,
): Promise<PartitionState> {
  const holder = await leaseHolder(lake, partition)
  if (holder && !isHere(lake, holder)) return { state: 'busy', reasons: [formatOwner(holder)] }
  try {
    const manifest = await readStored(lake, partition)
    if (!manifest) return { state: 'missing', reasons: ['it was never written'] }
    return compareState(manifest, declared, await sizeFaults(lake, manifest))
  } catch (error) {
    if (error instanceof Failure) return { state: 'stale', reasons: [error.message] }
    throw error
  }
}

function isHere({ processes }: Lake, { host, pid }: Owner): boolean {
  const here = processes.here()
  return host === here.host && pid === here.pid
}

/** Compares a manifest with what its stage would write; `damage` holds reasons already found. */
export function compareState(
  manifest: Manifest,
  { stage, contractSha256, inputs }: ExpectedPartition,
  damage: readonly string[] = [],
): PartitionState {
  const reasons = [...damage]
  const { stage: written } = manifest
  if (written.name !== stage.name) reasons.push(`stage ${written.name} is now ${stage.name}`)
  if (written.revision !== stage.revision)
    reasons.push(`revision ${written.revision} is now ${stage.revision}`)
  reasons.push(...parameterChanges(written.parameters, stage.parameters))
  if (manifest.contract_sha256 !== contractSha256) reasons.push('the contract changed')
  if (inputs) reasons.push(...inputChanges(manifest.inputs, inputs))
  return { state: reasons.length === 0 ? 'fresh' : 'stale', reasons }
}

type StageParameters = StageRecord['parameters']

function parameterChanges(written: StageParameters, declared: StageParameters): string[] {
  const names = [...new Set([...Object.keys(written), ...Object.keys(declared)])].sort()
  return names
    .filter((name) => written[name] !== declared[name])
    .map((name) => `${name} ${written[name] ?? 'unset'} is now ${declared[name] ?? 'unset'}`)
}

function inputChanges(written: readonly Input[], declared: readonly Input[]): string[] {
  const before = hashes(written)
  const now = hashes(declared)
  const keys = [...new Set([...before.keys(), ...now.keys()])].sort()
  return keys.flatMap((key) => {
    if (!now.has(key)) return [`input ${key} is gone`]
    if (!before.has(key)) return [`input ${key} is new`]
    return before.get(key) === now.get(key) ? [] : [`input ${key} changed`]
  })
}

function hashes(inputs: readonly Input[]): Map<string, string> {
  return new Map(
    inputs.map((input) => [inputKey(input), 'file' in input ? input.sha256 : input.content_sha256]),
  )
}

/** Files of a partition, stored or published, that are missing or of the wrong size. */
export async function sizeFaults(lake: Lake, manifest: Manifest): Promise<string[]> {
  const { store } = lake
  const faults = await Promise.all(
    manifest.files.map(async (file) => {
      const keys = new Set([storedKey(lake, manifest, file), publishedKey(lake, manifest, file)])
      const heads = [...keys].map((key) => store.head(key))
      const sizes = (await Promise.all(heads)).map((entry) => entry?.bytes)
      const wrong = sizes.find((size) => size !== file.bytes)
      if (sizes.includes(undefined)) return [`${file.name} is not there`]
      return wrong === undefined
        ? []
        : [`${file.name} has ${wrong} bytes, ${file.bytes} were written`]
    }),
  )
  return faults.flat()
}
