import { Failure } from '../failure.ts'
import { DbnDecoder, type DbnItem, type DecoderOptions } from './decoder.ts'
import { fileBytes, HashedBytes, pipeBytes } from './file-bytes.ts'
import { WholeFrames } from './whole-frames.ts'
import { isZstd, ZstdReader } from './zstd.ts'
import type { FrameCounts } from './zstd-frames.ts'

/** The last item of a file: its hash and counts, for lineage and quality. */
export interface FileEnd {
  readonly type: 'end'
  /** Of the file on disk, lower-case hex. */
  readonly sha256: string
  readonly bytes: number
  /** Complete records, including those of kinds that are not decoded. */
  readonly records: number
  /** Records of kinds that are not decoded, by rtype. */
  readonly skipped: ReadonlyMap<number, number>
  /**
   * Where an allowed truncation lies: the first byte of the incomplete record, or the file's length
   * where a zstd frame is incomplete.
   */
  readonly truncatedAtByte: number | undefined
  /** Its zstd frames; undefined for a plain file. */
  readonly frames: FrameCounts | undefined
}

export interface ReadOptions extends Omit<DecoderOptions, 'source'> {
  /** The bytes to read, as from a pipe; the path is then used in messages only. */
  readonly input?: AsyncIterable<Uint8Array>
}

/**
 * Whether a path names records without metadata. Databento's convention is .dbn.frag or
 * .dbn.frag.zst; any other file without metadata is refused.
 */
function isFragment(path: string): boolean {
  return /\.dbn\.frag(\.zst)?$/.test(path)
}

/**
 * Whether a path names a recording of ours, `*.live.dbn.zst`. Its frames are small and closed each
 * second, so an incomplete last one is what a process that was killed had not written yet.
 */
export function isRecording(path: string): boolean {
  return path.endsWith(RECORDING_ENDING)
}

/** How names of recordings end. */
export const RECORDING_ENDING = '.live.dbn.zst'

/**
 * Reads a DBN file, plain or zstd by its first bytes: metadata, batches of records, and a final
 * summary. Memory use does not grow with the file. An incomplete last frame of a {@link isRecording
 * recording} is left out and reported as a truncation.
 *
 * @throws Failure naming file and byte: not DBN, of an unsupported version, corrupt, or truncated
 */
export async function* readDbn(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<DbnItem | FileEnd> {
  const { input: pipe, ...decoding } = options
  const input = new HashedBytes(pipe ? pipeBytes(pipe, path) : fileBytes(path))
  const bytes = input.chunks()
  try {
    const first = await bytes.next()
    const firstChunk = first.done ? new Uint8Array() : first.value
    refuseDbz(firstChunk, path)
    const allBytes = prepend(firstChunk, bytes)

    const frames = isRecording(path) ? new WholeFrames() : undefined
    const compressed = frames ? frames.chunks(allBytes) : allBytes
    const zstd = isZstd(firstChunk) ? new ZstdReader(compressed, path) : undefined
    const decoder = new DbnDecoder({
      ...(isFragment(path) && { fragment: 'guess' }),
      ...decoding,
      source: zstd ? `${path} (uncompressed)` : path,
    })
    for await (const chunk of zstd ? zstd.chunks() : allBytes) yield* decoder.push(chunk)
    const cutAtByte = zstd?.truncatedAtByte
    if (cutAtByte !== undefined && !options.allowTruncated)
      throw truncatedFrame(path, cutAtByte, decoder.records)
    yield* decoder.end()
    yield {
      type: 'end',
      ...input.digest(),
      records: decoder.records,
      skipped: decoder.skipped,
      truncatedAtByte: frames?.cutAtByte ?? cutAtByte ?? decoder.truncatedAtByte,
      frames: zstd?.frames,
    }
  } finally {
    await bytes.return(undefined) // closes the file on every exit
  }
}

async function* prepend(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first
  yield* rest
}

/** DBZ is the format of 2022 that DBN replaced: "DBZ" in a zstd skippable frame. */
function refuseDbz(bytes: Uint8Array, path: string): void {
  const skippable = bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18
  if (!skippable || String.fromCharCode(...bytes.subarray(8, 11)) !== 'DBZ') return
  throw new Failure({
    code: 'input',
    what: 'this is a DBZ file, the format before DBN',
    where: path,
    fix: 'convert it to DBN, or download the data again',
  })
}

function truncatedFrame(path: string, byte: number, records: number): Failure {
  return new Failure({
    code: 'input',
    what: 'the file ends inside a zstd frame',
    where: `${path}, byte ${byte}`,
    found: `${records} complete records before it`,
    fix: 'pass --allow-truncated to keep those',
  })
}
