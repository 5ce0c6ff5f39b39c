import { type DoctorFinding, ok, problem } from './finding.ts'

/** Major version of the oldest Node whose zlib reads zstd files of several frames. */
const MIN_NODE_MAJOR = 26

/** The Node that runs the program, and the one the launcher was started with. */
export interface NodeRuntime {
  /** "26.10.0". */
  readonly version: string
  readonly path: string
  /** Version of the Node that the launcher was started with, if it chose another. */
  readonly startedBy: string | undefined
  /** "linux x64". */
  readonly platform: string
}

export function examineRuntime({ version, path, startedBy, platform }: NodeRuntime): DoctorFinding {
  const found = startedBy === undefined ? '' : `, started by ${startedBy}`
  const text = `${version} on ${platform} at ${path}${found}`
  if (Number(version.split('.')[0]) >= MIN_NODE_MAJOR) return ok('node', text)
  return problem(
    'node',
    `${text}: ${MIN_NODE_MAJOR} or later is needed`,
    'run npm ci, which installs one',
  )
}
