import { Failure } from '../failure.ts'
import { RESERVED_NAMES } from './check.ts'
import { shippedColumns } from './shipped-columns.ts'
import { parseSignal, type Signal } from './signal.ts'

/** A name that cannot be mistaken for an expression. */
const NAME = /^[a-z][a-z0-9_]{0,39}$/

/** What is wrong with a named signal, as a clause; undefined if it is valid. */
export function namedSignalFault(name: string, text: string): string | undefined {
  if (!NAME.test(name))
    return 'a signal has a name of lower-case letters, digits and underscores, such as squeeze'
  if (RESERVED_NAMES.has(name) || shippedColumns().usable.has(name))
    return `${name} means something else in signals: choose another name`
  try {
    parseSignal(text, shippedColumns())
    return undefined
  } catch (error) {
    if (error instanceof Failure) return error.message.replace(/\.$/, '')
    throw error
  }
}

/** The signals that a configuration names. */
export function namedSignals(texts: Readonly<Record<string, string>>): ReadonlyMap<string, Signal> {
  const columns = shippedColumns()
  return new Map(
    Object.entries(texts).map(([name, text]) => [name, parseSignal(text, columns)] as const),
  )
}

/**
 * A signal by its name, or as an expression.
 *
 * @throws Failure `usage` where it is neither
 */
export function signalOf(
  text: string,
  named: ReadonlyMap<string, Signal>,
): { readonly name: string | undefined; readonly signal: Signal } {
  const name = text.trim()
  const known = named.get(name)
  if (known) return { name, signal: known }
  const { usable, lookingAhead } = shippedColumns()
  if (NAME.test(name) && !usable.has(name) && !lookingAhead.has(name))
    throw new Failure({
      code: 'usage',
      what: `there is no signal of the name ${name}`,
      expected:
        named.size > 0
          ? `an expression, or one of ${[...named.keys()].join(', ')}`
          : 'an expression, or a name below signals: in the configuration file',
    })
  return { name: undefined, signal: parseSignal(text, shippedColumns()) }
}
