import { Failure } from '../failure.ts'
import { fileBytes, HashedBytes, pipeBytes } from './file-bytes.ts'
import { type DbnItem, DbnMachine, type MachineOptions } from './machine.ts'
import { isZstd, ZstdReader } from './zstd.ts'
import type { FrameCounts } from './zstd-frames.ts'

/** The last item of a file: what it was, for lineage and quality counts. */
export interface FileEnd {
  readonly type: 'end'
  /** Of the file as it is on disk, lower-case hex. */
  readonly sha256: string
  readonly bytes: number
  /** Whole records, those of kinds that are not decoded included. */
  readonly records: number
  /** Records of kinds that are not decoded, by rtype. */
  readonly skipped: ReadonlyMap<number, number>
  /**
   * Where the file was cut, if it was and that was allowed: the byte at which the record under way
   * begins, or of a cut zstd frame the file's length.
   */
  readonly truncatedAtByte: number | undefined
  /** The zstd frames it came in, those without a checksum too; undefined of a plain file. */
  readonly frames: FrameCounts | undefined
}

export interface ReadOptions extends Omit<MachineOptions, 'source'> {
  /** The bytes to read, as of a pipe; then the path only names them. */
  readonly input?: AsyncIterable<Uint8Array>
}

/**
 * Does a path name records without metadata? By Databento's convention such files end in .dbn.frag
 * or .dbn.frag.zst; a file of another name without metadata is no DBN file.
 */
function isFragment(path: string): boolean {
  return /\.dbn\.frag(\.zst)?$/.test(path)
}

/**
 * Reads a DBN file, plain or zstd as its first bytes say: its metadata, its records in batches, and
 * at last what the file was. Memory does not grow with the file.
 *
 * @throws Failure naming file and byte: not DBN, too new, corrupt, or cut
 */
export async function* readDbn(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<DbnItem | FileEnd> {
  const { input: piped, ...decoding } = options
  const input = new HashedBytes(piped ? pipeBytes(piped, path) : fileBytes(path))
  const bytes = input.chunks()
  try {
    const first = await bytes.next()
    const begin = first.done ? new Uint8Array() : first.value
    refuseDbz(begin, path)
    const whole = resumed(begin, bytes)

    const zstd = isZstd(begin) ? new ZstdReader(whole, path) : undefined
    const machine = new DbnMachine({
      ...(isFragment(path) && { fragment: 'guess' }),
      ...decoding,
      source: zstd ? `${path} (uncompressed)` : path,
    })
    for await (const chunk of zstd ? zstd.chunks() : whole) yield* machine.push(chunk)
    const cutInFrame = zstd?.truncatedAtByte
    if (cutInFrame !== undefined && !options.allowTruncated)
      throw cutFrame(path, cutInFrame, machine.records)
    yield* machine.end()
    yield {
      type: 'end',
      ...input.digest(),
      records: machine.records,
      skipped: machine.skipped,
      truncatedAtByte: cutInFrame ?? machine.truncatedAtByte,
      frames: zstd?.frames,
    }
  } finally {
    await bytes.return(undefined) // closes the file, however this ends
  }
}

async function* resumed(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first
  yield* rest
}

/** DBZ, of 2022, came before DBN: "DBZ" in a zstd skippable frame. */
function refuseDbz(bytes: Uint8Array, path: string): void {
  const skippable = bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18
  if (!skippable || String.fromCharCode(...bytes.subarray(8, 11)) !== 'DBZ') return
  throw new Failure({
    code: 'input',
    what: 'this is a DBZ file, the format before DBN',
    where: path,
    fix: 'convert it to DBN, or ask for the data anew',
  })
}

function cutFrame(path: string, byte: number, records: number): Failure {
  return new Failure({
    code: 'input',
    what: 'the file ends inside a zstd frame',
    where: `${path}, byte ${byte}`,
    found: `${records} whole records before it`,
    fix: 'pass --allow-truncated to keep those',
  })
}
