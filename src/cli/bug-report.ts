import { Errors } from '@oclif/core'
import { Failure } from '../failure.ts'

/** Is this ours to mend? Not what is told of input, of a command line, or by the operating system. */
export function isBug(error: Error): boolean {
  return !(error instanceof Failure || error instanceof Errors.CLIError || 'errno' in error)
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
