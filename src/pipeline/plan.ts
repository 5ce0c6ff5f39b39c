import { type Node, worst } from './survey.ts'

/** A node and whether it is to run. */
export interface Task {
  readonly node: Node
  readonly runs: boolean
  /** Why it runs, a clause each; empty where it does not. */
  readonly reasons: readonly string[]
}

/**
 * Decides what runs, in an order in which everything comes after what it needs. Pure.
 *
 * @param nodes as surveyed: each after those it needs
 * @param overwritten keys of the nodes to run whatever their state
 */
export function plan(nodes: readonly Node[], overwritten: ReadonlySet<string> = new Set()): Task[] {
  const tasks = new Map<string, Task>()
  for (const node of nodes) {
    const reasons = [...worst(node.states).reasons]
    if (overwritten.has(node.key)) reasons.push('--overwrite')
    for (const { key, isFallback } of node.needs) {
      const task = tasks.get(key)
      if (!task) throw new Error(`plan: ${node.key} comes before ${key}, which it needs`)
      if (task.runs && !isFallback)
        reasons.push(isThere(task.node) ? `${key} runs` : `${key} is not there yet`)
    }
    tasks.set(node.key, { node, runs: reasons.length > 0, reasons })
  }
  return [...tasks.values()]
}

/** Has a node been run before? One that has not is news to what needs it: a day that arrived. */
function isThere({ states }: Node): boolean {
  return worst(states).state !== 'missing'
}
