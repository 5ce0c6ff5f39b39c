import type { FileInput, Quality } from '../lake/partition/manifest.ts'
import type { Lake, Partition } from '../lake/paths.ts'
import { ADD_DEFINITIONS, WITHOUT_DEFINITION } from './bronze/routing.ts'
import { storedManifest } from './stored-manifest.ts'

/** The count in the quality of tables that are made of options. */
export interface UndefinedOptionCount {
  /** Records of options without a definition in the files that the options' orders are from. */
  readonly options_undefined: number
}

/** Counts the records of options without a definition in the files of bronze, each file once. */
export async function countUndefinedOptions(
  lake: Lake,
  partitions: readonly Partition[],
): Promise<UndefinedOptionCount> {
  const byFile = new Map<string, number>()
  for (const partition of partitions) {
    const inputs = (await storedManifest(lake, partition))?.inputs ?? []
    for (const input of inputs.filter((each): each is FileInput => 'file' in each)) {
      byFile.set(input.sha256, input.left_out?.[`records ${WITHOUT_DEFINITION}`] ?? 0)
    }
  }
  return { options_undefined: [...byFile.values()].reduce((sum, count) => sum + count, 0) }
}

/** What a manifest's quality says of options that are in no table for want of a definition. */
export function undefinedOptionNotes({ options_undefined: count = 0 }: Quality): string[] {
  if (Number(count) === 0) return []
  return [
    `${count} records ${WITHOUT_DEFINITION} were left out: if they are on this future, its exposure lacks them; ${ADD_DEFINITIONS}`,
  ]
}
