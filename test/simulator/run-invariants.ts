import { manifestKey, publishedKey, RUNS } from '../../src/lake/partition/keys.ts'
import { type StageManifest, sha256 } from '../../src/lake/partition/manifest.ts'
import type { StageDay } from '../../src/lake/partition/stage-day.ts'
import type { Lake } from '../../src/lake/paths.ts'
import { type Owner, parseOwnedName } from '../../src/lake/store/owner.ts'
import type { Version } from './disk.ts'
import type { World } from './world.ts'

/** A run of another host may count as over when its record is so old, milliseconds. */
const ABANDONED_MS = 24 * 3_600_000
/** Clocks are set by less than this, milliseconds. */
const MAX_CLOCK_ERROR_MS = 7 * 3_600_000

/** A file that a manifest names. */
interface Named {
  readonly manifestKey: string
  /** The write of the manifest. */
  readonly number: number
  readonly sha256: string
}

/** What must hold of runs: of their records, the manifests they replace and the files they show. */
export class RunInvariants {
  readonly #world: World
  readonly #lake: Lake
  /** By process and day: the write with which its last run was recorded. */
  readonly #begun = new Map<string, number>()
  /** By published key. */
  readonly #named = new Map<string, Named[]>()

  constructor(world: World, lake: Lake) {
    this.#world = world
    this.#lake = lake
  }

  recordChanged(key: string, version: Version, before: Version | undefined): void {
    const record = parseRecordKey(key)
    if (!record) return
    const { day, owner } = record
    if (version.bytes) {
      if (!before) this.#begun.set(`${version.by} ${manifestKey(day)}`, version.number)
      return
    }
    const isOwn = before?.by === version.by
    const ageMs = version.atMs - (before?.atMs ?? 0)
    if (!isOwn && this.#world.isAlive(owner) && ageMs < ABANDONED_MS - MAX_CLOCK_ERROR_MS)
      this.#world.violate(`${version.by} removes the record of ${before?.by}, which is running`)
  }

  /** @param before what the manifest's write has replaced */
  manifestChanged(
    key: string,
    manifest: StageManifest,
    version: Version,
    before: Version | undefined,
  ): void {
    const { symbol, dt, tables } = manifest
    const begun = this.#begun.get(`${version.by} ${key}`)
    if (before && begun !== undefined && before.number > begun)
      this.#world.violate(`${version.by} replaces ${key}, which ${before.by} wrote meanwhile`)
    for (const { dataset, files } of tables) {
      for (const file of files) {
        const at = publishedKey(this.#lake, { dataset, symbol, dt }, file)
        const named = { manifestKey: key, number: version.number, sha256: file.sha256 }
        this.#named.set(at, [...(this.#named.get(at) ?? []), named])
      }
    }
  }

  /** What is shown must be named by a manifest that a power cut does not take back. */
  shown(key: string, { bytes, by }: Version): void {
    if (!bytes) return
    const hash = sha256(bytes)
    const isNamed = this.#named
      .get(key)
      ?.some(
        ({ manifestKey: manifestAt, number, sha256 }) =>
          sha256 === hash && number <= this.#world.disk.durableNumber(manifestAt),
      )
    if (!isNamed) this.#world.violate(`${by} shows ${key}, whose manifest is not on the disk`)
  }
}

function parseRecordKey(
  key: string,
): { readonly day: StageDay; readonly owner: Owner } | undefined {
  const [layer, noun, symbol, dt, ...rest] = key.slice(RUNS.length).split(',')
  const owner = parseOwnedName(rest.join(','))
  return owner && { day: { stage: `${layer}/${noun}`, symbol, dt }, owner }
}
