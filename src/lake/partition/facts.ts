import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { Failure } from '../../failure.ts'
import type { Lake, Partition } from '../paths.ts'
import { ListedStore } from '../store/listed-store.ts'
import type { Store } from '../store/store.ts'
import { readStored } from './stored.ts'

/** Where the facts of a lake are kept together, for the next plan. */
const FACTS = '.facts'
/** They are written when so many are new. */
const MIN_NEW_FACTS = 64
/** Those that were not asked for go first. */
const MAX_FACTS = 200_000

/** What a plan must know about rows of a partition, such as the tick size in its definitions. */
export interface Fact<T> {
  /** Includes what it depends on besides the partition, and a number that changes with the rule. */
  readonly name: string
  /** Reads the rows. */
  readonly find: () => Promise<T>
  /** Whether a stored value is one of these. */
  readonly isFact: (value: unknown) => value is T
}

/** Facts by content of the partition and name; values are JSON. */
interface KnownFacts {
  readonly stored: ReadonlyMap<string, unknown>
  readonly used: Map<string, unknown>
  newFacts: number
}

const KNOWN_FACTS = new WeakMap<Store, Promise<KnownFacts>>()

/**
 * A fact about a partition. In a listed lake it is found once for each content, and
 * {@link saveFacts} keeps it: a plan of a thousand days then opens no file of them.
 */
export async function partitionFact<T>(
  lake: Lake,
  partition: Partition,
  { name, find, isFact }: Fact<T>,
): Promise<T> {
  if (!(lake.store instanceof ListedStore)) return find()
  const manifest = await readStored(lake, partition)
  if (!manifest) return find()
  const facts = await knownFacts(lake.store)
  const key = `${manifest.content_sha256} ${name}`
  const known = facts.used.get(key) ?? facts.stored.get(key)
  const fact = isFact(known) ? known : await find()
  if (fact !== known) facts.newFacts++
  facts.used.set(key, fact)
  return fact
}

/** Keeps the facts of a listed lake for the next plan. A lake that cannot be written has none. */
export async function saveFacts({ store }: Lake): Promise<void> {
  const facts = await KNOWN_FACTS.get(store)
  if (!facts || facts.newFacts < MIN_NEW_FACTS) return
  facts.newFacts = 0
  const kept = new Map(facts.used)
  for (const [key, fact] of facts.stored) {
    if (kept.size >= MAX_FACTS) break
    if (!kept.has(key)) kept.set(key, fact)
  }
  const sorted = [...kept].sort(([a], [b]) => (a < b ? -1 : 1))
  const bytes = zstdCompressSync(JSON.stringify(Object.fromEntries(sorted)))
  await store.put(FACTS, bytes).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error
  })
}

function knownFacts(store: Store): Promise<KnownFacts> {
  const known = KNOWN_FACTS.get(store) ?? loadFacts(store)
  KNOWN_FACTS.set(store, known)
  return known
}

async function loadFacts(store: Store): Promise<KnownFacts> {
  const stored = decodeFacts((await store.read(FACTS))?.bytes)
  return { stored, used: new Map(), newFacts: 0 }
}

/** What cannot be read counts as missing: it is found again. */
function decodeFacts(bytes: Uint8Array | undefined): Map<string, unknown> {
  try {
    const text = bytes === undefined ? '{}' : zstdDecompressSync(bytes).toString()
    return new Map(Object.entries(JSON.parse(text) as Record<string, unknown>))
  } catch {
    return new Map()
  }
}
