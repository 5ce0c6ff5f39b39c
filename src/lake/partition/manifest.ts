import { createHash } from 'node:crypto'
import { Failure } from '../../failure.ts'
import { isDate } from '../../market/time.ts'
import { compare } from '../../words/compare.ts'
import { formatPartition, type Partition } from '../paths.ts'

/** One Parquet file of a partition. */
export interface ManifestFile {
  /** Its published name below `dt=…/`. */
  readonly name: string
  /** Of its bytes; the part's key. */
  readonly sha256: string
  readonly bytes: number
  readonly rows: number
  /** sha256 of the Parquet footer alone, so that a reader can check it without reading the rest. */
  readonly footer_sha256: string
}

/** Identity and parameters of a stage; a change of any of these makes its output stale. */
export interface StageRecord {
  readonly name: string
  /** Incremented when the stage's output changes for the same input. */
  readonly revision: number
  readonly parameters: Readonly<Record<string, string | number | boolean>>
}

/** An input partition, with the content that was read. */
export interface PartitionInput extends Partition {
  readonly content_sha256: string
}

/** Where a recording misses records; nanoseconds since the Unix epoch as digits. */
export interface FileGap {
  /** ts_event of the last record before it. */
  readonly from_ts_ns: string
  /** ts_recv of the first record after it. */
  readonly to_ts_ns: string
  /** A clause. */
  readonly reason: string
}

/** An input raw file. */
export interface FileInput {
  /** Its name without folders. */
  readonly file: string
  readonly sha256: string
  readonly bytes: number
  /** Requested time range in its header, ns since the Unix epoch as digits; end exclusive. */
  readonly start_ts_ns?: string
  readonly end_ts_ns?: string
  /**
   * Options only: what of this partition the header requests. By parent ("ES.OPT") whole series
   * ("E1BF6"), otherwise single instruments ("E1BF6 C6900").
   */
  readonly parents?: readonly string[]
  readonly series?: readonly string[]
  readonly instruments?: readonly string[]
  /** It is a recording of a live session, which a historical file supersedes. */
  readonly is_live?: boolean
  /** Of a recording: where its journal says that records are missing before its own. */
  readonly gaps?: readonly FileGap[]
  /** Every partition that its records belong to, "dataset symbol dt", unselected ones included. */
  readonly holds?: readonly string[]
  /** Number of its records that belong to no partition, by reason. */
  readonly left_out?: Readonly<Record<string, number>>
  /** Counts of its records in this partition, by name; zero counts are omitted. */
  readonly counts?: Readonly<Record<string, number>>
  /** For a truncated file: where, and complete records before that. */
  readonly cut_at_byte?: number
  readonly whole_records?: number
  /** Its request was limited to so many records, and it has them: the market may have more. */
  readonly limited_to?: number
  /** Receive time of the last record of a file that ends before its header does. */
  readonly last_ts_recv_ns?: string
}

export type Input = PartitionInput | FileInput

/** Counts that a stage reports; those beyond 2^53 are strings of digits. */
export type Quality = Readonly<Record<string, string | number>>

/** One table of a stage's day. */
export interface ManifestTable {
  /** The dataset's key. */
  readonly dataset: string
  readonly rows: number
  readonly contract_sha256: string
  /** Hash of everything a reader of the table depends on, see {@link contentSha256}. */
  readonly content_sha256: string
  readonly files: readonly ManifestFile[]
}

/** A stage's day: its identity, tables and inputs. */
export interface StageManifest {
  readonly symbol: string
  readonly dt: string
  readonly stage: StageRecord
  readonly tables: readonly ManifestTable[]
  readonly inputs: readonly Input[]
  readonly quality: Quality
  /** What users of the tables should know. */
  readonly notes: readonly string[]
}

/** The manifest of one table of a stage's day: its partition. */
export type Manifest = Omit<StageManifest, 'tables'> & ManifestTable

/** The part of a stage's manifest about one of its tables; undefined if it has no such table. */
export function tableOf({ tables, ...day }: StageManifest, dataset: string): Manifest | undefined {
  const table = tables.find((each) => each.dataset === dataset)
  return table && { ...day, ...table }
}

/** Parameters and quality values that readers of a table depend on. */
const CONTENT_FACTS = [
  'contract',
  'is_partial',
  'max_rel_ticks',
  'multiplier',
  'session',
  'strike_step',
  'tick_size',
]

/**
 * Hash of what readers of a table depend on: contract, bytes, {@link CONTENT_FACTS}, and the gaps of
 * recordings. When a table is rebuilt with the same result the hash stays the same, so its consumers
 * stay fresh.
 */
export function contentSha256(
  {
    symbol,
    dt,
    stage,
    quality,
    inputs,
  }: Pick<StageManifest, 'symbol' | 'dt' | 'stage' | 'quality' | 'inputs'>,
  { dataset, contract_sha256, files }: Omit<ManifestTable, 'content_sha256'>,
): string {
  const facts = CONTENT_FACTS.map((name) => stage.parameters[name] ?? quality[name] ?? null)
  const parts = files.map((file) => file.sha256)
  const gaps = gapsOf(inputs)
  const more = gaps.length > 0 ? [gaps] : []
  return sha256(JSON.stringify([dataset, symbol, dt, contract_sha256, parts, facts, ...more]))
}

/** The gaps of all recordings among inputs. */
export function gapsOf(inputs: readonly Input[]): FileGap[] {
  return inputs.flatMap((input) => ('file' in input ? (input.gaps ?? []).map(orderedGap) : []))
}

/** sha256 of bytes or UTF-8 text, hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/**
 * The bytes of a manifest, independent of the order its maps were filled in. They end with their
 * own sha256, so that any change is detected.
 *
 * @throws Error on a number that JSON cannot hold
 */
export function encodeManifest(manifest: StageManifest): string {
  const ordered = orderedManifest(manifest)
  return `${JSON.stringify({ ...ordered, sha256: checksum(ordered) }, finiteOnly, 2)}\n`
}

function checksum(ordered: StageManifest): string {
  return sha256(JSON.stringify(ordered, finiteOnly))
}

function orderedManifest(manifest: StageManifest): StageManifest {
  const { symbol, dt, stage, tables, inputs, quality, notes } = manifest
  return {
    symbol,
    dt,
    stage: { name: stage.name, revision: stage.revision, parameters: sorted(stage.parameters) },
    tables: tables.map(orderedTable).sort((a, b) => compare(a.dataset, b.dataset)),
    inputs: inputs.map(orderedInput).sort(compareInputs),
    quality: sorted(quality),
    notes,
  }
}

function orderedTable(table: ManifestTable): ManifestTable {
  const { dataset, rows, contract_sha256, content_sha256, files } = table
  return {
    dataset,
    rows,
    contract_sha256,
    content_sha256,
    files: files.map(({ name, sha256, bytes, rows, footer_sha256 }) => ({
      name,
      sha256,
      bytes,
      rows,
      footer_sha256,
    })),
  }
}

/** Identifies an input: equal for two versions of the same partition or file. */
export function inputKey(input: Input): string {
  return 'file' in input ? `raw file ${input.file}` : formatPartition(input)
}

/** Raw files keep their order: rows refer to them by index. */
function compareInputs(a: Input, b: Input): number {
  return 'file' in a && 'file' in b ? 0 : compare(inputKey(a), inputKey(b))
}

function orderedInput(input: Input): Input {
  if ('file' in input) return orderedFile(input)
  const { dataset, symbol, dt, content_sha256 } = input
  return { dataset, symbol, dt, content_sha256 }
}

function orderedFile(input: FileInput): FileInput {
  const { file, sha256, bytes, start_ts_ns, end_ts_ns, is_live, gaps, holds, left_out } = input
  const { parents, series, instruments, counts } = input
  const { cut_at_byte, whole_records, limited_to, last_ts_recv_ns } = input
  return {
    file,
    sha256,
    bytes,
    ...(start_ts_ns !== undefined && { start_ts_ns }),
    ...(end_ts_ns !== undefined && { end_ts_ns }),
    ...(parents !== undefined && { parents }),
    ...(series !== undefined && { series }),
    ...(instruments !== undefined && { instruments }),
    ...(is_live !== undefined && { is_live }),
    ...(gaps !== undefined && { gaps: gaps.map(orderedGap) }),
    ...(holds !== undefined && { holds: [...holds].sort() }),
    ...(left_out !== undefined && { left_out: sorted(left_out) }),
    ...(counts !== undefined && { counts: sorted(counts) }),
    ...(cut_at_byte !== undefined && { cut_at_byte }),
    ...(whole_records !== undefined && { whole_records }),
    ...(limited_to !== undefined && { limited_to }),
    ...(last_ts_recv_ns !== undefined && { last_ts_recv_ns }),
  }
}

function orderedGap({ from_ts_ns, to_ts_ns, reason }: FileGap): FileGap {
  return { from_ts_ns, to_ts_ns, reason }
}

function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => compare(a, b)))
}

/** JSON would write NaN and infinities as null. */
function finiteOnly(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error(`manifest: ${key} is ${value}`)
  return value
}

/**
 * Decodes a manifest and checks its shape, checksum and row counts.
 *
 * @param where its path, for errors
 * @throws Failure `input` naming the first fault
 */
export function decodeManifest(text: string, where: string): StageManifest {
  const damaged = (expected: string, found: unknown) =>
    new Failure({
      code: 'input',
      what: 'the manifest is damaged',
      where,
      expected,
      found: found === undefined ? 'nothing' : excerpt(found),
      fix: 'write the day again with --overwrite',
    })
  let manifest: unknown
  try {
    manifest = JSON.parse(text)
  } catch {
    throw damaged('JSON', text)
  }
  const fault = findFault(manifest, SHAPE, 'manifest')
  if (fault) throw damaged(fault.expected, fault.found)
  const { sha256: stated, ...sound } = manifest as StageManifest & { readonly sha256: string }
  const found = checksum(orderedManifest(sound))
  if (found !== stated)
    throw new Failure({
      code: 'input',
      what: 'the manifest is not the one that was written',
      where,
      expected: `sha256 ${stated}`,
      found,
      fix: 'write the day again with --overwrite',
    })
  for (const { rows, files } of sound.tables) {
    const sum = files.reduce((total, file) => total + file.rows, 0)
    if (sum !== rows) throw damaged(`rows to be the files' ${sum}`, rows)
  }
  return sound
}

function excerpt(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

interface ShapeFault {
  readonly expected: string
  readonly found: unknown
}

/** A check of one value: the expectation in words, and the predicate. */
type ValueCheck = readonly [expected: string, holds: (value: unknown) => boolean]
/** Every item of a list, or every value of a map, has this shape. */
interface CollectionShape {
  readonly list?: Shape
  readonly map?: Shape
}
type Shape = ValueCheck | CollectionShape | { readonly fields: Readonly<Record<string, Shape>> }

const text: ValueCheck = ['a text', (value) => typeof value === 'string']
const name: ValueCheck = [
  'a file name',
  (value) => /^[^/\\]+$/.test(String(value)) && value !== '..',
]
const date: ValueCheck = ['a date', (value) => typeof value === 'string' && isDate(value)]
const count: ValueCheck = ['a count', (value) => Number.isSafeInteger(value) && Number(value) >= 0]
const hash: ValueCheck = ['a sha256', (value) => /^[0-9a-f]{64}$/.test(String(value))]
const digits: ValueCheck = ['digits', (value) => /^\d+$/.test(String(value))]
const flag: ValueCheck = ['true or false', (value) => typeof value === 'boolean']
const texts: ValueCheck = [
  'a list of texts',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
]
const counts: ValueCheck = [
  'counts',
  (value) => isObject(value) && Object.values(value).every(count[1]),
]
const gaps: ValueCheck = [
  'gaps',
  (value) =>
    Array.isArray(value) && value.every((gap) => !findFault(gap, { fields: FILE_GAP }, 'gap')),
]
const scalar: ValueCheck = [
  'a text, number or truth value',
  (value) => ['string', 'number', 'boolean'].includes(typeof value),
]
const input: ValueCheck = [
  'an input',
  (value) =>
    isObject(value) &&
    !findFault(value, { fields: 'file' in value ? FILE_INPUT : PARTITION_INPUT }, 'input'),
]
const FILE_GAP = { from_ts_ns: digits, to_ts_ns: digits, reason: text }
const FILE_INPUT = {
  file: name,
  sha256: hash,
  bytes: count,
  start_ts_ns: optional(digits),
  end_ts_ns: optional(digits),
  parents: optional(texts),
  series: optional(texts),
  instruments: optional(texts),
  is_live: optional(flag),
  gaps: optional(gaps),
  holds: optional(texts),
  left_out: optional(counts),
  counts: optional(counts),
  cut_at_byte: optional(count),
  whole_records: optional(count),
  limited_to: optional(count),
  last_ts_recv_ns: optional(digits),
}
const PARTITION_INPUT = { dataset: text, symbol: text, dt: date, content_sha256: hash }

const FILE = { name, sha256: hash, bytes: count, rows: count, footer_sha256: hash }

const SHAPE: Shape = {
  fields: {
    symbol: text,
    dt: date,
    stage: { fields: { name: text, revision: count, parameters: { map: scalar } } },
    tables: {
      list: {
        fields: {
          dataset: text,
          rows: count,
          contract_sha256: hash,
          content_sha256: hash,
          files: { list: { fields: FILE } },
        },
      },
    },
    inputs: { list: input },
    quality: { map: scalar },
    notes: { list: text },
    sha256: hash,
  },
}

/** A field that may be missing. */
function optional([expected, holds]: ValueCheck): ValueCheck {
  return [expected, (value) => value === undefined || holds(value)]
}

/** The first place where a value does not match a shape. */
function findFault(value: unknown, shape: Shape, path: string): ShapeFault | undefined {
  if (isCheck(shape)) {
    const [expected, holds] = shape
    return holds(value) ? undefined : { expected: `${path} to be ${expected}`, found: value }
  }
  if ('list' in shape && shape.list) {
    if (!Array.isArray(value)) return { expected: `${path} to be a list`, found: value }
    return findFirstFault(value.entries(), () => shape.list as Shape, path)
  }
  if (!isObject(value)) return { expected: `${path} to be an object`, found: value }
  if ('fields' in shape) {
    const { fields } = shape
    const members = Object.keys(fields).map((key) => [key, value[key]] as const)
    return findFirstFault(members, (key) => fields[key], path)
  }
  return findFirstFault(Object.entries(value), () => shape.map as Shape, path)
}

function findFirstFault<K extends string | number>(
  members: Iterable<readonly [K, unknown]>,
  shapeOf: (key: K) => Shape,
  path: string,
): ShapeFault | undefined {
  for (const [key, value] of members) {
    const fault = findFault(value, shapeOf(key), `${path}.${key}`)
    if (fault) return fault
  }
  return undefined
}

function isCheck(shape: Shape): shape is ValueCheck {
  return Array.isArray(shape)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
