import { Errors } from '@oclif/core'
import { EXIT, Failure, type FailureDetail } from '../failure.ts'
import { didYouMean } from '../words/nearest.ts'

/** A command, as far as a wrong command line is told of it. */
export interface Usage {
  /** "lake sql". */
  readonly id: string
  /** Names of its flags. */
  readonly flags: readonly string[]
}

/** What the parser says of a command line, as one sentence; undefined for any other error. */
export function usageFailure(error: unknown, usage: Usage): Failure | undefined {
  const isUsage =
    error instanceof Errors.CLIError &&
    !(error instanceof Errors.ExitError) &&
    error.oclif.exit === EXIT.usage
  if (!isUsage) return undefined
  const detail = detailOf(error, usage)
  return new Failure({ code: 'usage', fix: `see: spymaster ${usage.id} --help`, ...detail })
}

type Detail = Omit<FailureDetail, 'code'>

function detailOf(error: Error, { flags }: Usage): Detail {
  const message = error.message.replace(/\s*See more help with --help\s*$/, '')
  const unknown = listOf(error, 'flags')
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
  const args = listOf(error, 'args')
  if (/^Missing/.test(message)) {
    return { what: `missing: ${args.map((name) => name.toUpperCase()).join(', ')}` }
  }
  if (/^Unexpected/.test(message))
    return { what: `nothing more was expected`, found: args.join(' ') }
  return { what: clauseOf(message) }
}

/** Names that an error carries of what it is about: texts, or objects that have one. */
function listOf(error: Error, key: 'flags' | 'args'): string[] {
  const found: unknown = Object.entries(error).find(([name]) => name === key)?.[1]
  if (!Array.isArray(found)) return []
  return found.map((item) => (typeof item === 'string' ? item : String(item?.name)))
}

/** Whatever else is told: on one line, and going on from "Error: ". */
function clauseOf(message: string): string {
  const line = message
    .replace(/^The following errors? occurred:/, '')
    .replace(/\s+/g, ' ')
    .trim()
  return line.charAt(0).toLowerCase() + line.slice(1)
}
