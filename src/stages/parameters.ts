/** A stage's parameters as in manifests. */
export type Parameters = Readonly<Record<string, string | number | boolean>>

type Value = Parameters[string]

/** Parses a parameter's value; undefined if it is invalid or missing. */
type Parser<T extends Value> = (value: Value | undefined) => T | undefined

/** A stage's parameters with their parsers. */
export type Parsers = Readonly<Record<string, Parser<Value>>>

/** The parsed parameters. */
export type Parsed<P extends Parsers> = {
  readonly [N in keyof P]: Exclude<ReturnType<P[N]>, undefined>
}

export const text: Parser<string> = (value) => (typeof value === 'string' ? value : undefined)

export const number: Parser<number> = (value) => (typeof value === 'number' ? value : undefined)

export const truth: Parser<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)

/** A number, or a word that means there is none. */
export function numberOr<W extends string>(word: W): Parser<number | W> {
  return (value) => (value === word ? word : number(value))
}

/**
 * Parses all parameters of a stage's run.
 *
 * @throws Error if one is missing or of the wrong type
 */
export function parseParameters<P extends Parsers>(
  parsers: P,
  parameters: Parameters,
  stage: string,
): Parsed<P> {
  const parsed = recordedParameters(parsers, parameters)
  const missing = Object.keys(parsers).find((name) => parsed[name] === undefined)
  if (missing !== undefined)
    throw new Error(`stage ${stage}: parameter ${missing} is ${parameters[missing] ?? 'missing'}`)
  return parsed as Parsed<P>
}

/**
 * Parses recorded parameters; a partition written by an earlier revision may lack some.
 */
export function recordedParameters<P extends Parsers>(
  parsers: P,
  parameters: Parameters = {},
): Partial<Parsed<P>> {
  const found: Record<string, Value> = {}
  for (const [name, parse] of Object.entries(parsers)) {
    const value = parse(parameters[name])
    if (value !== undefined) found[name] = value
  }
  return found as Partial<Parsed<P>>
}
