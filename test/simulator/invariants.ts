import {
  LEASES,
  MANIFESTS,
  manifestKey,
  PARTS,
  parseManifestKey,
  partKey,
  publishedKey,
  RUNS,
} from '../../src/lake/partition/keys.ts'
import {
  decodeManifest,
  encodeManifest,
  type StageManifest,
  sha256,
} from '../../src/lake/partition/manifest.ts'
import type { StageDay } from '../../src/lake/partition/stage-day.ts'
import type { Lake } from '../../src/lake/paths.ts'
import type { Version } from './disk.ts'
import { quietLake } from './quiet-lake.ts'
import { RunInvariants } from './run-invariants.ts'
import type { Judge, Process, World } from './world.ts'

/** A holder that has not renewed its lease for so long may lose it, milliseconds: as docs/reliability.md has it. */
const STUCK_MS = 45_000
/** What a run was told may be so old by the time it is looked at, milliseconds. */
const SLACK_MS = 600_000

/** A write of a day's manifest. */
interface Written {
  readonly number: number
  /** When, in virtual time. */
  readonly atMs: number
  /** The process that wrote it. */
  readonly by: string
  /** The contents it names. */
  readonly contents: string
}

/** Watches the disk: after each change, and after each power cut, what must always hold is checked. */
export class Invariants implements Judge {
  readonly #world: World
  /** Hashes of what may be shown under a key. */
  readonly #shown = new Map<string, Set<string>>()
  /** Of each day the last write that a run has reported as done. */
  readonly #acknowledged = new Map<string, number>()
  /** The writes of each day's manifest. */
  readonly #written = new Map<string, Written[]>()
  readonly #decoded = new Map<number, StageManifest>()
  /** Manifests whose tables are to be read. */
  #unread: { readonly key: string; readonly manifest: StageManifest }[] = []
  readonly #scratch: Lake
  readonly #runs: RunInvariants

  constructor(world: World) {
    this.#world = world
    this.#scratch = quietLake(world.workload.datasets)
    this.#runs = new RunInvariants(world, this.#scratch)
    world.judge = this
    world.disk.onChange = (key, version, before) => this.#changed(key, version, before)
  }

  /** Reads the tables of manifests written since, and compares them with what they are made of. */
  async readNew(): Promise<void> {
    const unread = this.#unread
    this.#unread = []
    for (const { key, manifest } of unread) await this.#read(key, manifest)
  }

  /** The manifests of the bronze that is there at the end. */
  bronze(): readonly StageManifest[] {
    return this.#world.disk.keys(`${MANIFESTS}bronze/`).flatMap((key) => {
      const version = this.#world.disk.present(key)
      const manifest = version && parseManifestKey(key) && this.#manifest(key, version)
      return manifest ? [manifest] : []
    })
  }

  /** May this have been shown under a key? */
  mayBeShown(key: string, bytes: Uint8Array): boolean {
    return this.#shown.get(key)?.has(sha256(bytes)) ?? false
  }

  acknowledged(day: StageDay, contents: ReadonlyMap<string, string>, begunMs: number): void {
    const key = manifestKey(day)
    const said = listed([...contents.values()])
    const durable = this.#world.disk.durableNumber(key)
    const match = this.#written
      .get(key)
      ?.findLast(
        ({ number, atMs, contents }) => contents === said && atMs >= begunMs && number <= durable,
      )
    this.#world.log('commit', `${key} is acknowledged`)
    if (!match) this.#violate(`${key} is acknowledged and is not on the disk`)
    else this.#acknowledged.set(key, Math.max(match.number, this.#acknowledged.get(key) ?? 0))
  }

  finished({ name }: Process, day?: StageDay): void {
    for (const [key, written] of this.#written) {
      if (day && key !== manifestKey(day)) continue
      const own = written.findLast(({ by }) => by === name)
      if (!own) continue
      if (this.#world.disk.durableNumber(key) < own.number)
        this.#violate(`${key} is acknowledged and is not on the disk`)
      this.#acknowledged.set(key, Math.max(own.number, this.#acknowledged.get(key) ?? 0))
    }
  }

  refused(process: Process, { stage, symbol, dt }: StageDay): void {
    const world = this.#world
    const version = world.disk.present(`${LEASES}${stage}/${symbol}/${dt}.json`)
    if (!version) return
    const { host, pid, expires } = parseLease(version)
    const isOld = world.timeline.nowMs - version.atMs > SLACK_MS
    const hasEnded =
      host === process.host.name
        ? !world.isRunning(host, pid)
        : world.unixMs(process.host) - expires > SLACK_MS &&
          world.timeline.nowMs - process.host.setAtMs > SLACK_MS
    if (isOld && hasEnded) this.#violate(`${process.name} waits for a lease that has ended`)
  }

  lost(): void {
    const { disk } = this.#world
    for (const key of disk.keys(MANIFESTS)) {
      const version = disk.present(key)
      if (version && parseManifestKey(key)) this.#checkParts(key, version)
    }
    for (const [key, number] of this.#acknowledged) {
      if ((disk.present(key)?.number ?? 0) < number)
        this.#violate(`the commit of ${key} was acknowledged and is lost`)
    }
  }

  #changed(key: string, version: Version, before: Version | undefined): void {
    if (key.startsWith(MANIFESTS)) this.#manifestChanged(key, version, before)
    else if (key.startsWith(PARTS)) this.#partChanged(key, version)
    else if (key.startsWith(LEASES)) this.#leaseChanged(key, version, before)
    else if (key.startsWith(RUNS)) this.#runs.recordChanged(key, version, before)
    else if (!key.startsWith('.')) this.#runs.shown(key, version)
  }

  #manifestChanged(key: string, version: Version, before: Version | undefined): void {
    const day = parseManifestKey(key)
    if (!day) return
    if (!version.bytes) {
      this.#violate(`${key} is removed`)
      return
    }
    const manifest = this.#checkParts(key, version)
    if (!manifest) return
    const contents = listed(manifest.tables.map(({ content_sha256 }) => content_sha256))
    const written = this.#written.get(key) ?? []
    const { number, atMs, by } = version
    this.#written.set(key, [...written, { number, atMs, by, contents }])
    this.#runs.manifestChanged(key, manifest, version, before)
    for (const { dataset, files } of manifest.tables) {
      for (const file of files) {
        const at = publishedKey(this.#scratch, { ...day, dataset }, file)
        const hashes = this.#shown.get(at) ?? new Set()
        this.#shown.set(at, hashes.add(file.sha256))
      }
    }
    this.#unread.push({ key, manifest })
  }

  /** All that a manifest names is there, and stays there whatever a power cut takes. */
  #checkParts(key: string, version: Version): StageManifest | undefined {
    const manifest = this.#manifest(key, version)
    for (const part of partsOf(manifest)) {
      const isSafe = this.#world.disk.possible(partKey({ sha256: part })).every(Boolean)
      if (!isSafe) this.#violate(`${key} names a part that is not on the disk: ${part}`)
    }
    return manifest
  }

  #manifest(key: string, version: Version): StageManifest | undefined {
    const known = this.#decoded.get(version.number)
    if (known || !version.bytes) return known
    try {
      const manifest = decodeManifest(Buffer.from(version.bytes).toString(), key)
      this.#decoded.set(version.number, manifest)
      return manifest
    } catch (error) {
      this.#violate(`${key} is damaged: ${error}`)
      return undefined
    }
  }

  #partChanged(key: string, version: Version): void {
    if (version.bytes) {
      const found = partKey({ sha256: sha256(version.bytes) })
      if (found !== key) this.#violate(`${key} has the bytes of ${found}`)
      return
    }
    for (const manifestAt of this.#world.disk.keys(MANIFESTS)) {
      if (!parseManifestKey(manifestAt)) continue
      for (const possible of this.#world.disk.possible(manifestAt)) {
        const manifest = possible && this.#manifest(manifestAt, possible)
        if (partsOf(manifest).some((part) => partKey({ sha256: part }) === key))
          this.#violate(`${version.by} removes ${key}, which ${manifestAt} names`)
      }
    }
  }

  #leaseChanged(key: string, version: Version, before: Version | undefined): void {
    if (!before?.bytes) return
    const old = parseLease(before)
    if (!version.bytes) {
      if (before.by !== version.by) this.#violate(`${version.by} removes ${key} of ${before.by}`)
      return
    }
    const next = parseLease(version)
    if (next.token === old.token) return
    const world = this.#world
    const host = world.hosts.find(({ name }) => name === next.host)
    const isUnrenewed = world.timeline.nowMs - before.atMs > STUCK_MS
    const hasEnded = !world.isAlive(old)
    const wasSet = host !== undefined && world.timeline.nowMs - host.setAtMs < SLACK_MS
    const hasExpired = next.host !== old.host && version.writtenMs > old.expires
    if (!isUnrenewed && !hasEnded && !hasExpired && !wasSet)
      this.#violate(`${version.by} takes ${key}, which ${before.by} holds`)
  }

  async #read(key: string, manifest: StageManifest): Promise<void> {
    const { disk } = this.#world
    const { store } = this.#scratch
    for (const part of partsOf(manifest)) {
      const bytes = disk.present(partKey({ sha256: part }))?.bytes
      if (!bytes) return // told already
      await store.put(partKey({ sha256: part }), bytes)
    }
    // Not as it is by now: a power cut may have taken it back in the same moment.
    await store.put(key, Buffer.from(encodeManifest(manifest)))
    const found = await this.#world.workload.examine(manifest, this.#scratch)
    for (const what of found) this.#violate(what)
  }

  #violate(what: string): void {
    this.#world.violate(what)
  }
}

function listed(contents: readonly string[]): string {
  return [...contents].sort().join()
}

function parseLease({ bytes }: Version) {
  const [host = '', pid, since, expires, token] = Buffer.from(bytes ?? [])
    .toString()
    .trim()
    .split(' ')
  return { host, pid: Number(pid), since: Number(since), expires: Number(expires), token }
}

/** The parts that a manifest names, by sha256. */
function partsOf(manifest: StageManifest | undefined): string[] {
  return manifest?.tables.flatMap(({ files }) => files.map(({ sha256 }) => sha256)) ?? []
}
