import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Surroundings } from './spymaster.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))

/** Starts the built program as the leader of a process group, as a shell does. */
export function startGroup(args: readonly string[], { lake, env }: Surroundings) {
  return execa(NODE, [`${ROOT}bin/run.js`, ...args], {
    env: { SPYMASTER_LAKE: lake, NODE_OPTIONS: '', ...env },
    reject: false,
    stripFinalNewline: false,
    detached: true,
  })
}

/** Sends a signal to a process and all that it started, as a terminal's Ctrl-C does. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) throw new Error('the process was not started')
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // it is over already
  }
}

/** The processes that a process started and that are running now; Linux only. */
export function childrenOf(parent: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const stat = statOf(pid)
      return stat !== undefined && stat.parent === parent && stat.state !== 'Z'
    })
    .map(Number)
}

/** Is a process running? One that waits to be reaped is not. */
export function isRunning(pid: number): boolean {
  const stat = statOf(`${pid}`)
  return stat !== undefined && stat.state !== 'Z'
}

/** State and parent of a process: the fields after its name, which may hold anything. */
function statOf(pid: string): { state: string; parent: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return undefined
  }
}
