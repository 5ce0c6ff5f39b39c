import { Errors } from '@oclif/core'
import { asFailure } from '../lake/store/file-failure.ts'

/** Is this ours to mend? Not what is told of input, of the system or of a command line. */
export function isBug(error: Error): boolean {
  return !(asFailure(error) || error instanceof Errors.CLIError)
}

/** A bug as it is told: that it is ours, and where in the code it came from. */
export function bugReport(error: Error): string {
  return `Error: this is a bug of spymaster; please report it with these lines:\n${stackOf(error)}`
}

/** Where in the code an error came from, and where each came from that caused it. */
export function stackOf(error: Error): string {
  const stacks: string[] = []
  const known = new Set<unknown>()
  for (let each: unknown = error; each !== undefined && !known.has(each); ) {
    known.add(each)
    stacks.push(each instanceof Error ? (each.stack ?? String(each)) : String(each))
    each = each instanceof Error ? each.cause : undefined
  }
  return stacks.join('\nCaused by: ')
}
