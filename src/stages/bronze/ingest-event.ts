import type { Partition } from '../../lake/paths.ts'

/** What happens while files are read into bronze. */
export type IngestEvent =
  | { readonly type: 'progress'; readonly file: string; readonly records: number }
  /** All that was wanted of a file is in the lake. */
  | { readonly type: 'known'; readonly file: string }
  /** A file has the same bytes as another that was given. */
  | { readonly type: 'repeated'; readonly file: string; readonly as: string }
  /** Nothing of some files was wanted, or nothing of them belongs to bronze. */
  | {
      readonly type: 'unused'
      readonly files: readonly string[]
      /** What they hold instead. */
      readonly found: string
    }
  /** Files of which nothing was read: they are no data, or of other dates. */
  | { readonly type: 'passed-over'; readonly files: readonly string[]; readonly why: string }
  | {
      readonly type: 'left-out'
      readonly counts: Readonly<Record<string, number>>
      /** UTC dates of those among them that definitions would place. */
      readonly datesWithoutDefinitions: readonly string[]
    }
  | {
      readonly type: 'written'
      readonly partition: Partition
      readonly rows: number
      readonly quality: Readonly<Record<string, string | number>>
      readonly notes: readonly string[]
    }
