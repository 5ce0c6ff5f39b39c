import { availableParallelism, cpus } from 'node:os'
import { zstdVersion } from './zstd.ts'

/** What the numbers depend on besides the program. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly node: string
  readonly zstd: string
}

/** @throws Failure if there is no zstd program */
export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    node: process.versions.node,
    zstd: zstdVersion(),
  }
}
