import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))

/** A folder without a configuration: what lies in that of whoever runs the tests is not looked at. */
const NO_CONFIG = fileURLToPath(new URL('./no-config', import.meta.url))

/** What a process of the program said and how it ended. */
export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
  /** What stdout holds, which must be one JSON document and nothing else. */
  readonly json: () => Json
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the program prints; the tests say what.
export type Json = any

export interface Surroundings {
  /** Left out, it is lake/ in the working folder. */
  readonly lake?: string
  /** Working folder. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts the built program as a user would, off a terminal. */
export function start(args: readonly string[], { lake, cwd, env }: Surroundings) {
  return execa(NODE, [`${ROOT}bin/run.js`, ...args], {
    env: { SPYMASTER_LAKE: lake, XDG_CONFIG_HOME: NO_CONFIG, NODE_OPTIONS: '', ...env },
    ...(cwd !== undefined && { cwd }),
    reject: false,
    stripFinalNewline: false,
  })
}

/** Runs the built program to its end. */
export async function spymaster(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Ended> {
  return ended(await start(args, surroundings))
}

interface Ending {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode?: number
}

/** What an ended process said. */
export function ended({ stdout, stderr, exitCode }: Ending): Ended {
  return { stdout, stderr, exitCode, json: () => JSON.parse(stdout) }
}
