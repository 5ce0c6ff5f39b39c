import { type Finding, fault, ok } from './finding.ts'

/** The oldest Node whose zlib reads zstd of several frames. */
const OLDEST = 26

/** The Node that runs, and the one that was found where another was started. */
export interface Runtime {
  /** "26.10.0". */
  readonly version: string
  readonly path: string
  /** Of the Node that the launcher was started with, if it chose another. */
  readonly startedBy: string | undefined
  /** "linux x64". */
  readonly platform: string
}

export function examineRuntime({ version, path, startedBy, platform }: Runtime): Finding {
  const found = startedBy === undefined ? '' : `, started by ${startedBy}`
  const text = `${version} on ${platform} at ${path}${found}`
  if (Number(version.split('.')[0]) >= OLDEST) return ok('node', text)
  return fault('node', `${text}: ${OLDEST} or later is needed`, 'run npm ci, which brings one')
}
