import { basename } from 'node:path'
import { type FileClaim, isLive, requestedPeriods } from './file-claim.ts'
import { readPeriods } from './instrument-periods.ts'
import { mayShareRecords, type Source } from './sources.ts'

/**
 * Converts files to sources. The requested periods of a header may exceed the records, so a file
 * whose periods overlap another's, or that has no header, is read to find the periods of its
 * records.
 *
 * @param old the files of rows in the lake
 * @param onFaulty called with an unreadable file before the error is thrown
 */
export async function fileSources(
  claims: readonly FileClaim[],
  old: readonly Source[],
  allowTruncated: boolean,
  onFaulty: (claim: FileClaim) => void,
): Promise<Source[]> {
  const byHeader = claims.map(({ file, schema }) => {
    const requested = requestedPeriods(file)
    const name = { name: file.path, file: basename(file.path) }
    return {
      ...name,
      kind: schema,
      isLive: isLive(file),
      periods: new Map([[schema, requested]]),
      requestedPeriods: requested,
    }
  })
  const found: Source[] = []
  for (const [index, source] of byHeader.entries()) {
    const others = [...old, ...byHeader.filter((other) => other !== source)]
    if (!mustReadRecords(source, others)) {
      found.push(source)
      continue
    }
    try {
      const { isLive } = source
      const isBounded = !isLive && source.requestedPeriods.size > 0
      const limit = claims[index].file.metadata?.limit ?? 0n
      const reading = { isLive, isBounded, limit, allowTruncated }
      const { kind, periods } = await readPeriods(source.name, reading)
      // A fragment's kind is known only from its records; a recording goes on with other kinds.
      found.push({ ...source, kind: source.isLive ? source.kind : kind, periods })
    } catch (error) {
      onFaulty(claims[index])
      throw error
    }
  }
  return found
}

/** Whether a file must be read to find its periods. */
function mustReadRecords(source: Source, others: readonly Source[]): boolean {
  // A recording shares records only with other recordings.
  if (source.isLive) return others.some(({ isLive }) => isLive)
  if (source.requestedPeriods.size === 0) return others.length > 0
  return others.some((other) => mayShareRecords(source, other))
}
