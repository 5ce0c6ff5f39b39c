import { Failure } from '../../failure.ts'
import { datasetsOfStage } from '../datasets.ts'
import { manifestKey, partKey, runFactsKey } from '../partition/keys.ts'
import {
  contentSha256,
  decodeManifest,
  encodeManifest,
  type Input,
  type Manifest,
  type ManifestTable,
  type StageManifest,
  sha256,
} from '../partition/manifest.ts'
import { publishDay } from '../partition/publish.ts'
import { formatStageDay, type StageDay } from '../partition/stage-day.ts'
import { readStageManifest, readStored } from '../partition/stored.ts'
import { formatPartition, type Lake } from '../paths.ts'
import { hashOf } from '../store/hash.ts'
import { isOldLayout, OLD_MANIFEST, OLD_RUN, OLD_SUCCESS, UPGRADED, UPGRADING } from './layout.ts'
import {
  type OldPartition,
  type OldPartitionInput,
  readOldPartitions,
  unfinishedSwap,
} from './old-manifest.ts'

/** What became of the days of a 0.1 lake. */
export interface Upgrade {
  readonly converted: readonly StageDay[]
  /** Days that are to be made again, and why. Their files stay where they are shown. */
  readonly left: readonly LeftDay[]
}

export interface LeftDay {
  /** "silver/futures-book ESH6 2026-01-06", or where its manifest lies. */
  readonly day: string
  readonly reason: string
}

/** A day that cannot be converted exactly. */
class NotExact extends Error {}

/**
 * Converts a lake of 0.1, whose manifests lie beside the parts: bytes of tables stay as they are. A
 * day is converted where its files are as written, and all that it was made of is converted and is
 * what it was; other days of silver and gold are to be made again. Killed, it can be run again.
 *
 * @param report called before each day
 * @throws Failure `input` where it is no such lake, or a run of 0.1 was killed in it
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
  // Only now: until here a killed upgrade begins again with all that it had.
  for (const { prefix } of sound.values()) {
    for (const name of [OLD_RUN, OLD_SUCCESS, OLD_MANIFEST]) await store.remove(`${prefix}${name}`)
  }
  const version = { from: '0.1', at: new Date(lake.clock.unixMs()).toISOString() }
  await store.put(UPGRADED, Buffer.from(`${JSON.stringify(version)}\n`))
  await store.remove(UPGRADING)
  const unread = damaged.map((day) => ({ day, reason: 'its manifest is not the one written' }))
  return { converted: conversion.converted, left: [...conversion.left, ...unread] }
}

class Conversion {
  readonly converted: StageDay[] = []
  readonly left: LeftDay[] = []
  readonly #lake: Lake
  readonly #old: ReadonlyMap<string, OldPartition>
  readonly #report: (day: StageDay) => void
  readonly #seen = new Set<string>()

  constructor(lake: Lake, old: ReadonlyMap<string, OldPartition>, report: (day: StageDay) => void) {
    this.#lake = lake
    this.#old = old
    this.#report = report
  }

  /** Converts a day once, after all that it was made of. */
  async convert(day: StageDay): Promise<void> {
    const name = formatStageDay(day)
    if (this.#seen.has(name)) return
    this.#seen.add(name)
    try {
      await this.#write(day, await this.#manifestOf(day))
      this.converted.push(day)
    } catch (error) {
      if (!(error instanceof NotExact) && !(error instanceof Failure)) throw error
      this.left.push({ day: name, reason: error.message })
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
      await this.#takeFiles(prefix, manifest)
      const { dataset, rows, contract_sha256, files } = manifest
      const table = { dataset, rows, contract_sha256, files }
      const content_sha256 = contentSha256({ symbol, dt, stage, quality }, table)
      made.push({ ...table, content_sha256 })
    }
    return { symbol, dt, stage, tables: made, inputs, quality, notes }
  }

  /** All tables of a day, of one run. */
  #tablesOf({ stage, symbol, dt }: StageDay): [OldPartition, ...OldPartition[]] {
    const runs = new Set<string>()
    const tables = datasetsOfStage(this.#lake.datasets, stage).map((dataset) => {
      const table = this.#old.get(formatPartition({ dataset, symbol, dt }))
      if (!table) throw new NotExact(`${dataset} is not there`)
      const { manifest } = table
      runs.add(JSON.stringify([manifest.stage, manifest.inputs, manifest.quality, manifest.notes]))
      return table
    })
    if (runs.size > 1) throw new NotExact('its tables are of several runs')
    const [first, ...others] = tables
    return [first, ...others]
  }

  /** What was read, as a manifest names it now. */
  async #inputOf({ dataset, symbol, dt, manifest_sha256 }: OldPartitionInput): Promise<Input> {
    const partition = { dataset, symbol, dt }
    const name = formatPartition(partition)
    if (this.#old.get(name)?.sha256 !== manifest_sha256)
      throw new NotExact(`it was made of another ${name}`)
    const stage = this.#lake.datasets.get(dataset)?.stage ?? ''
    await this.convert({ stage, symbol, dt })
    const converted = await readStored(this.#lake, partition)
    if (!converted) throw new NotExact(`${name} is to be made again`)
    return { ...partition, content_sha256: converted.content_sha256 }
  }

  /** Takes the files of a partition over as parts, where they are as written. */
  async #takeFiles(prefix: string, { files }: Pick<Manifest, 'files'>): Promise<void> {
    const { store } = this.#lake
    for (const file of files) {
      const key = `${prefix}${file.name}`
      if ((await hashOf(store, key)) !== file.sha256)
        throw new NotExact(`${store.path(key)} is not the file that was written`)
      await store.publish(key, partKey(file))
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
      throw new NotExact('another command has written it meanwhile')
    const [{ prefix }] = this.#tablesOf(day)
    const facts = await store.read(`${prefix}${OLD_RUN}`)
    if (facts) await store.put(runFactsKey(day), facts.bytes)
    await publishDay(this.#lake, day)
  }
}
