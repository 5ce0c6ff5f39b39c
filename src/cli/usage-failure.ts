import { Errors } from '@oclif/core'
import { EXIT, Failure, type FailureDetail } from '../failure.ts'
import { didYouMean } from '../words/nearest.ts'

/** The command's id and flags, for messages about a wrong command line. */
export interface CommandUsage {
  /** "lake sql". */
  readonly id: string
  /** Names of its flags. */
  readonly flags: readonly string[]
}

/** Turns a parser error of oclif into a Failure; undefined for any other error. */
export function usageFailure(error: unknown, usage: CommandUsage): Failure | undefined {
  const isUsage =
    error instanceof Errors.CLIError &&
    !(error instanceof Errors.ExitError) &&
    error.oclif.exit === EXIT.usage
  if (!isUsage) return undefined
  const detail = parserDetail(error, usage)
  return new Failure({ code: 'usage', fix: `see: spymaster ${usage.id} --help`, ...detail })
}

type Detail = Omit<FailureDetail, 'code'>

function parserDetail(error: Error, { flags }: CommandUsage): Detail {
  const message = error.message.replace(/\s*See more help with --help\s*$/, '')
  // What stands after "=" may be a secret.
  const unknown = namesIn(error, 'flags').map((flag) => flag.replace(/=.*$/s, ''))
  if (unknown.length > 0) {
    const [first] = unknown
    const meant = didYouMean(
      first,
      flags.map((name) => `--${name}`),
    )
    return { what: `there is no flag ${unknown.join(', ')}`, ...(meant && { fix: meant }) }
  }
  const value = /^Parsing --(\S+)\s+Expected (.+) but received: (.*)$/s.exec(message)
  if (value) {
    const [, flag, expected, found] = value
    return { where: `--${flag}`, what: 'the value cannot be read', expected, found }
  }
  const choice = /^Expected --([^=\s]+)=(.*) to be one of: (.+)$/s.exec(message)
  if (choice) {
    const [, flag, found, known] = choice
    const meant = didYouMean(found, known.split(', '))
    const what = 'there is no such value'
    return { where: `--${flag}`, what, expected: known, found, ...(meant && { fix: meant }) }
  }
  const args = namesIn(error, 'args')
  if (/^Missing/.test(message)) {
    return { what: `missing: ${args.map((name) => name.toUpperCase()).join(', ')}` }
  }
  if (/^Unexpected/.test(message)) return { what: 'too many arguments', found: args.join(' ') }
  return { what: asClause(message) }
}

/** The flag or argument names that oclif attaches to an error, as strings or as objects. */
function namesIn(error: Error, key: 'flags' | 'args'): string[] {
  const found: unknown = Object.entries(error).find(([name]) => name === key)?.[1]
  if (!Array.isArray(found)) return []
  return found.map((item) => (typeof item === 'string' ? item : String(item?.name)))
}

/** Any other message, on one line, with a small first letter as after "Error: ". */
function asClause(message: string): string {
  const line = message
    .replace(/^The following errors? occurred:/, '')
    .replace(/\s+/g, ' ')
    .trim()
  return line.charAt(0).toLowerCase() + line.slice(1)
}
