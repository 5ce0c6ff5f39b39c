import type { Partition } from '../../lake/paths.ts'

/** Events of ingestion. */
export type IngestEvent =
  | { readonly type: 'progress'; readonly file: string; readonly records: number }
  /** All selected records of a file are already in the lake. */
  | { readonly type: 'known'; readonly file: string }
  /** A file is a copy of another one given. */
  | { readonly type: 'repeated'; readonly file: string; readonly as: string }
  /** The vendor did not find symbols that a file was asked for, or found them on some dates only. */
  | {
      readonly type: 'unresolved'
      readonly file: string
      readonly notFound: readonly string[]
      readonly partly: readonly string[]
    }
  /** Files without records that are selected and belong to bronze. */
  | {
      readonly type: 'unused'
      readonly files: readonly string[]
      /** What they hold instead. */
      readonly found: string
    }
  /** Files that were not read: not data, or of other dates. */
  | { readonly type: 'passed-over'; readonly files: readonly string[]; readonly why: string }
  | {
      readonly type: 'left-out'
      readonly counts: Readonly<Record<string, number>>
      /** UTC dates of those for which definitions are missing. */
      readonly datesWithoutDefinitions: readonly string[]
    }
  | {
      readonly type: 'written'
      readonly partition: Partition
      readonly rows: number
      readonly quality: Readonly<Record<string, string | number>>
      readonly notes: readonly string[]
    }
