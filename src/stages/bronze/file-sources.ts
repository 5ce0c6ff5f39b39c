import { type Claim, isLive, stretchesOf } from './claim.ts'
import { overlap, type Source } from './coverage.ts'
import { readStretches } from './instrument-stretches.ts'

/**
 * Files as sources. A header says what was asked for, which may be more than the records are: a
 * file that by its header speaks of what another does is read for when it really speaks of it.
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
  const said = claims.map(({ file, schema }) => {
    return { name: file.path, kind: schema, stretches: stretchesOf(file) }
  })
  const hasHistorical = claims.some(({ file }) => !isLive(file))
  const hasCompany = claims.length + old.length > 1
  const found: Source[] = []
  for (const [index, source] of said.entries()) {
    if (hasHistorical && isLive(claims[index].file)) {
      // What a historical file has of its days takes its place; the rest is nobody else's.
      found.push({ ...source, stretches: new Map() })
      continue
    }
    const others = [...old, ...said.filter((other) => other !== source)]
    const isSilent = isLive(claims[index].file) || source.stretches.size === 0
    const isClear = isSilent ? !hasCompany : !others.some((other) => overlap(source, other))
    if (isClear) {
      found.push(source)
      continue
    }
    try {
      found.push({ ...source, stretches: await readStretches(source.name, allowTruncated) })
    } catch (error) {
      onFaulty(claims[index])
      throw error
    }
  }
  return found
}
