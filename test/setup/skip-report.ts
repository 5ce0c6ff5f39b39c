import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import './only-if.ts'

/** Prints, when all tests are over, which were skipped and why. */
export class SkipReport implements Reporter {
  readonly #print: (line: string) => void

  constructor(print: (line: string) => void = console.log) {
    this.#print = print
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const line of skipLines(modules)) this.#print(line)
  }
}

export function skipLines(modules: readonly TestModule[]): string[] {
  const byReason = new Map<string, Map<string, number>>()
  for (const module of modules) {
    for (const test of module.children.allTests('skipped')) {
      const reason = reasonOf(test)
      const files = byReason.get(reason) ?? new Map<string, number>()
      byReason.set(reason, files)
      files.set(module.relativeModuleId, (files.get(module.relativeModuleId) ?? 0) + 1)
    }
  }
  if (byReason.size === 0) return ['Skipped: nothing.']
  return [...byReason].flatMap(([reason, files]) => {
    const total = [...files.values()].reduce((sum, count) => sum + count, 0)
    const each = [...files].map(([file, count]) => `  ${file} (${count})`)
    return [`Skipped ${total} ${total === 1 ? 'test' : 'tests'}: ${reason}`, ...each]
  })
}

/** A test's own reason, else that of the nearest suite around it. */
function reasonOf(test: TestCase): string {
  const { skipReason } = test.meta()
  if (skipReason !== undefined) return skipReason
  const result = test.result()
  if (result.state === 'skipped' && result.note) return result.note
  for (let at: TestSuite | TestModule = test.parent; at.type === 'suite'; at = at.parent) {
    const { skipReason } = at.meta()
    if (skipReason !== undefined) return skipReason
  }
  return 'no reason is given'
}
