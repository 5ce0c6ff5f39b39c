import { Failure } from '../../failure.ts'
import { datasetsOfStage } from '../datasets.ts'
import { manifestKey, runFactsKey, storedKey } from '../partition/keys.ts'
import {
  contentSha256,
  decodeManifest,
  encodeManifest,
  type Input,
  type ManifestTable,
  type StageManifest,
  sha256,
} from '../partition/manifest.ts'
import { publishDay } from '../partition/publish.ts'
import { formatStageDay, type StageDay } from '../partition/stage-day.ts'
import { readStageManifest, readStored } from '../partition/stored.ts'
import { formatPartition, type Lake } from '../paths.ts'
import { hashObject } from '../store/hash.ts'
import { isOldLayout, OLD_MANIFEST, OLD_RUN, OLD_SUCCESS, UPGRADED, UPGRADING } from './layout.ts'
import {
  type OldPartition,
  type OldPartitionInput,
  readOldPartitions,
  unfinishedSwap,
} from './old-manifest.ts'

/** Result of converting a 0.1 lake. */
export interface Upgrade {
  readonly converted: readonly StageDay[]
  /** Days that must be rebuilt, and why. Their published files stay. */
  readonly skipped: readonly SkippedDay[]
}

export interface SkippedDay {
  /** "silver/futures-book ESH6 2026-01-06", or the path of its manifest. */
  readonly day: string
  readonly reason: string
}

/** A day that cannot be converted exactly. */
class InexactDay extends Error {}

/**
 * Converts a lake of 0.1, whose manifests are beside the parts; the tables' bytes stay the same. A
 * day is converted if its files are intact and its inputs are converted and unchanged; other days
 * of silver and gold must be rebuilt. Can be repeated if it is killed.
 *
 * @param report called before each day
 * @throws Failure `input` if it is no 0.1 lake, or a run of 0.1 was killed in it
 */
export async function upgradeLake(
  lake: Lake,
  report: (day: StageDay) => void = () => {},
): Promise<Upgrade> {
  const { store } = lake
  if (!(await isOldLayout(lake))) {
    throw new Failure({
      code: 'input',
      what: 'there is nothing to upgrade',
      where: lake.root,
      expected: 'a lake of spymaster 0.1',
    })
  }
  for await (const { key } of store.list('.trash/')) throw unfinishedSwap(store.path(key))
  const { sound, damaged } = await readOldPartitions(lake)
  await store.put(UPGRADING, new Uint8Array(0))
  const conversion = new Conversion(lake, sound, report)
  for (const { manifest } of sound.values()) {
    const stage = lake.datasets.get(manifest.dataset)?.stage ?? ''
    await conversion.convert({ stage, symbol: manifest.symbol, dt: manifest.dt })
  }
  // Only now: until here a killed upgrade can start over.
  for (const { prefix } of sound.values()) {
    for (const name of [OLD_RUN, OLD_SUCCESS, OLD_MANIFEST]) await store.remove(`${prefix}${name}`)
  }
  const version = { from: '0.1', at: new Date(lake.clock.unixMs()).toISOString() }
  await store.put(UPGRADED, Buffer.from(`${JSON.stringify(version)}\n`))
  await store.remove(UPGRADING)
  const unread = damaged.map((day) => ({ day, reason: 'its manifest is not the one written' }))
  return { converted: conversion.converted, skipped: [...conversion.skipped, ...unread] }
}

class Conversion {
  readonly converted: StageDay[] = []
  readonly skipped: SkippedDay[] = []
  readonly #lake: Lake
  readonly #old: ReadonlyMap<string, OldPartition>
  readonly #report: (day: StageDay) => void
  readonly #visited = new Set<string>()

  constructor(lake: Lake, old: ReadonlyMap<string, OldPartition>, report: (day: StageDay) => void) {
    this.#lake = lake
    this.#old = old
    this.#report = report
  }

  /** Converts a day once, after its inputs. */
  async convert(day: StageDay): Promise<void> {
    const name = formatStageDay(day)
    if (this.#visited.has(name)) return
    this.#visited.add(name)
    try {
      await this.#write(day, await this.#manifestOf(day))
      this.converted.push(day)
    } catch (error) {
      if (!(error instanceof InexactDay) && !(error instanceof Failure)) throw error
      this.skipped.push({ day: name, reason: error.message })
    }
  }

  async #manifestOf(day: StageDay): Promise<StageManifest> {
    const { symbol, dt } = day
    const tables = this.#tablesOf(day)
    const [{ manifest: first }] = tables
    const inputs: Input[] = []
    for (const input of first.inputs) {
      inputs.push('file' in input ? input : await this.#inputOf(input))
    }
    this.#report(day)
    const { stage, quality, notes } = first
    const made: ManifestTable[] = []
    for (const { prefix, manifest } of tables) {
      await this.#publishParts(prefix, manifest)
      const { dataset, rows, contract_sha256, files } = manifest
      const table = { dataset, rows, contract_sha256, files }
      const content_sha256 = contentSha256({ symbol, dt, stage, quality, inputs }, table)
      made.push({ ...table, content_sha256 })
    }
    return { symbol, dt, stage, tables: made, inputs, quality, notes }
  }

  /** All tables of a day, if written by one run. */
  #tablesOf({ stage, symbol, dt }: StageDay): [OldPartition, ...OldPartition[]] {
    const runs = new Set<string>()
    const tables = datasetsOfStage(this.#lake.datasets, stage).map((dataset) => {
      const table = this.#old.get(formatPartition({ dataset, symbol, dt }))
      if (!table) throw new InexactDay(`${dataset} is not there`)
      const { manifest } = table
      runs.add(JSON.stringify([manifest.stage, manifest.inputs, manifest.quality, manifest.notes]))
      return table
    })
    if (runs.size > 1) throw new InexactDay('its tables are of several runs')
    const [first, ...others] = tables
    return [first, ...others]
  }

  /** An input in the new form. */
  async #inputOf({ dataset, symbol, dt, manifest_sha256 }: OldPartitionInput): Promise<Input> {
    const partition = { dataset, symbol, dt }
    const name = formatPartition(partition)
    if (this.#old.get(name)?.sha256 !== manifest_sha256)
      throw new InexactDay(`it was made of another ${name}`)
    const stage = this.#lake.datasets.get(dataset)?.stage ?? ''
    await this.convert({ stage, symbol, dt })
    const converted = await readStored(this.#lake, partition)
    if (!converted) throw new InexactDay(`${name} is to be made again`)
    return { ...partition, content_sha256: converted.content_sha256 }
  }

  /** Stores the files of a partition as parts, after checking their hashes. */
  async #publishParts(prefix: string, manifest: OldPartition['manifest']): Promise<void> {
    const { store } = this.#lake
    for (const file of manifest.files) {
      const key = `${prefix}${file.name}`
      if ((await hashObject(store, key)) !== file.sha256)
        throw new InexactDay(`${store.path(key)} is not the file that was written`)
      await store.publish(key, storedKey(this.#lake, manifest, file))
    }
  }

  async #write(day: StageDay, manifest: StageManifest): Promise<void> {
    const { store } = this.#lake
    const key = manifestKey(day)
    const text = encodeManifest(manifest)
    decodeManifest(text, store.path(key)) // as any reader will
    const before = await readStageManifest(this.#lake, day)
    const isSame = before !== undefined && sha256(encodeManifest(before.manifest)) === sha256(text)
    if (!isSame && !(await store.putIf(key, Buffer.from(text), before ?? 'absent')))
      throw new InexactDay('another command has written it meanwhile')
    const [{ prefix }] = this.#tablesOf(day)
    const facts = await store.read(`${prefix}${OLD_RUN}`)
    if (facts) await store.put(runFactsKey(day), facts.bytes)
    await publishDay(this.#lake, day)
  }
}
