import { type Node, worstState } from './survey.ts'

/** A node and whether it must run. */
export interface Task {
  readonly node: Node
  readonly runs: boolean
  /** Why it runs, each a clause; empty if it does not. */
  readonly reasons: readonly string[]
}

/**
 * Decides what runs, in topological order. Pure.
 *
 * @param nodes from the survey, each after those it needs
 * @param overwritten keys of nodes that run even if they are fresh
 */
export function plan(nodes: readonly Node[], overwritten: ReadonlySet<string> = new Set()): Task[] {
  const tasks = new Map<string, Task>()
  for (const node of nodes) {
    const reasons = [...worstState(node.states).reasons]
    if (overwritten.has(node.key)) reasons.push('--overwrite')
    for (const { key, isFallback } of node.needs) {
      const task = tasks.get(key)
      if (!task) throw new Error(`plan: ${node.key} comes before ${key}, which it needs`)
      if (task.runs && !isFallback)
        reasons.push(exists(task.node) ? `${key} runs` : `${key} is not there yet`)
    }
    tasks.set(node.key, { node, runs: reasons.length > 0, reasons })
  }
  return [...tasks.values()]
}

/** Whether a node's output exists. */
function exists({ states }: Node): boolean {
  return worstState(states).state !== 'missing'
}
