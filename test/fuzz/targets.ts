import { arrow } from './targets/arrow.ts'
import { dbn } from './targets/dbn.ts'
import { assembler, controlMessages } from './targets/messages.ts'
import { parquet } from './targets/parquet.ts'
import { routing } from './targets/routing.ts'
import { config, manifest, parameters } from './targets/texts.ts'
import { zstd } from './targets/zstd.ts'

/** Everything that takes input from outside: files, messages, addresses, what a lake says of itself. */
export const TARGETS = {
  dbn,
  zstd,
  routing,
  arrow,
  parquet,
  'control messages': controlMessages,
  assembler,
  manifest,
  config,
  parameters,
} as const

export type TargetName = keyof typeof TARGETS
