import { basename } from 'node:path'
import { type Claim, isLive, stretchesOf } from './claim.ts'
import { readReach } from './instrument-stretches.ts'
import { overlap, type Source } from './sources.ts'

/**
 * Files as sources. A header says what was asked for, which may be more than the records are: a
 * file that by its header speaks of what another does, or that has no header to say, is read for
 * when it really speaks of it.
 *
 * @param old the files that the lake's rows are of
 * @param onFaulty told of a file that cannot be read, before that is thrown
 */
export async function fileSources(
  claims: readonly Claim[],
  old: readonly Source[],
  allowTruncated: boolean,
  onFaulty: (claim: Claim) => void,
): Promise<Source[]> {
  const byHeader = claims.map(({ file, schema }) => {
    const stretches = stretchesOf(file)
    const name = { name: file.path, file: basename(file.path) }
    return { ...name, kind: schema, isLive: isLive(file), stretches, asked: stretches }
  })
  const found: Source[] = []
  for (const [index, source] of byHeader.entries()) {
    const others = [...old, ...byHeader.filter((other) => other !== source)]
    if (!mustRead(source, others)) {
      found.push(source)
      continue
    }
    try {
      const { kind, stretches } = await readReach(
        source.name,
        !source.isLive && source.stretches.size > 0,
        allowTruncated,
      )
      // What a fragment is of, only its records say; what a recording is of changes as it goes on.
      found.push({ ...source, kind: source.isLive ? source.kind : kind, stretches })
    } catch (error) {
      onFaulty(claims[index])
      throw error
    }
  }
  return found
}

/** Must a file be read for what it speaks of? */
function mustRead(source: Source, others: readonly Source[]): boolean {
  // A recording's records are at most another recording's too.
  if (source.isLive) return others.some(({ isLive }) => isLive)
  if (source.stretches.size === 0) return others.length > 0
  return others.some((other) => overlap(source, other))
}
