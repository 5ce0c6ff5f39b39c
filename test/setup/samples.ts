import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LONG } from './long.ts'
import { onlyIf } from './only-if.ts'

/** Real files lie beside the project; a plain checkout has none. */
const FOLDER = fileURLToPath(new URL('../../../shared/samples/', import.meta.url))
const areHere = existsSync(FOLDER)

export function samplePath(name: string): string {
  return `${FOLDER}${name}`
}

/** Options of a test or suite that reads real files. */
export const SAMPLES = onlyIf(areHere, `the real files are missing: there is no folder ${FOLDER}`)

/** The same of one that takes too long for every commit. */
export const LONG_SAMPLES = areHere ? LONG : SAMPLES
