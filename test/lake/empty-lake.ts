import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Lake, openLake } from '../../src/lake/paths.ts'
import { DATASETS } from './lake.ts'

/** An empty lake in a folder of its own, which goes when the test ends. */
export function emptyLake(): Lake {
  const root = mkdtempSync(join(tmpdir(), 'lake-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return openLake(root, DATASETS)
}
