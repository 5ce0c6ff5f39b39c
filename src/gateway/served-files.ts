import { MIXED_SCHEMA, SCHEMAS } from '../dbn/codes.ts'
import { readDbn } from '../dbn/file.ts'
import { RECORD_KINDS } from '../dbn/layout.ts'
import type { Metadata } from '../dbn/metadata.ts'
import { Failure } from '../failure.ts'
import { Instruments } from './instruments.ts'
import { sendingTimes } from './record-times.ts'
import { schemaOfRecord } from './schema-of-record.ts'

/** A file that the gateway sends from. */
export interface ServedFile {
  readonly path: string
  /** Of its header; see SCHEMAS. */
  readonly schema: number
  /** Is a file that ends inside a record served up to there? */
  readonly allowTruncated: boolean
}

/** The files that the gateway serves. */
export interface ServedFiles {
  readonly dataset: string
  /** In the order in which records of equal times are sent. */
  readonly files: readonly ServedFile[]
  readonly instruments: Instruments
  /** When the first record may be sent, nanoseconds since the Unix epoch. */
  readonly begin: bigint
}

/** Sent first where times are equal: what an instrument is, before its orders. */
const FIRST_SCHEMAS: readonly number[] = (['definition', 'status', 'statistics'] as const).map(
  (name) => SCHEMAS.indexOf(name),
)

/** Result of scanning one file. */
interface FileScan {
  readonly metadata: Metadata
  /** Undefined of a file without records to send. */
  readonly firstTime: bigint | undefined
}

/**
 * Scans the files: every header, the first records, and all records that describe instruments.
 * Memory grows with the number of instruments, not of records.
 *
 * @throws Failure if a file cannot be read, or is of another dataset than the first
 */
export async function scanFiles(
  paths: readonly string[],
  { allowTruncated = false } = {},
): Promise<ServedFiles> {
  const instruments = new Instruments()
  const files: ServedFile[] = []
  let dataset: string | undefined
  let begin: bigint | undefined
  for (const path of paths) {
    const { metadata, firstTime } = await lookInto(path, instruments, allowTruncated)
    dataset ??= metadata.dataset
    if (metadata.dataset !== dataset) throw otherDataset(path, dataset, metadata.dataset)
    files.push({ path, schema: metadata.schema, allowTruncated })
    if (firstTime !== undefined && (begin === undefined || firstTime < begin)) begin = firstTime
  }
  if (dataset === undefined || begin === undefined) {
    throw new Failure({
      code: 'input',
      what: 'there is no record to send',
      where: paths.join(', '),
      fix: 'name DBN files that have records',
    })
  }
  return { dataset, files: files.sort((a, b) => rank(a) - rank(b)), instruments, begin }
}

async function lookInto(
  path: string,
  instruments: Instruments,
  allowTruncated: boolean,
): Promise<FileScan> {
  let metadata: Metadata | undefined
  let firstTime: bigint | undefined
  for await (const item of readDbn(path, { kinds: RECORD_KINDS, allowTruncated })) {
    if (item.type === 'metadata') {
      metadata = item.metadata
      instruments.addMetadata(metadata)
    }
    if (item.type !== 'records') continue
    if (!metadata) throw withoutHeader(path)
    instruments.addRecords(item)
    const isSent = schemaOfRecord(metadata.schema, item.layout.kind) !== undefined
    if (isSent) firstTime ??= sendingTimes(item.layout, item.table.rows(0, 1), 0n)[0]
    if (firstTime !== undefined && !describesInstruments(metadata)) break
  }
  if (!metadata) throw withoutHeader(path)
  return { metadata, firstTime }
}

function describesInstruments({ schema }: Metadata): boolean {
  return schema === MIXED_SCHEMA || SCHEMAS[schema] === 'definition'
}

function rank({ schema }: ServedFile): number {
  const place = FIRST_SCHEMAS.indexOf(schema)
  return place < 0 ? FIRST_SCHEMAS.length : place
}

function withoutHeader(path: string): Failure {
  return new Failure({
    code: 'input',
    what: 'the file has no metadata, so its dataset and schema are not known',
    where: path,
    fix: 'serve a whole DBN file',
  })
}

function otherDataset(path: string, expected: string, found: string): Failure {
  return new Failure({
    code: 'input',
    what: 'a gateway serves one dataset',
    where: path,
    expected,
    found,
    fix: 'start a gateway for each dataset',
  })
}
