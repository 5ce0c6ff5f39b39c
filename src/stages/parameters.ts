/** What a stage was run with, as manifests and tasks have it. */
export type Parameters = Readonly<Record<string, string | number | boolean>>

type Value = Parameters[string]

/** Takes a parameter's value if it is one; else undefined. */
type Parser<T extends Value> = (value: Value | undefined) => T | undefined

/** Which parameters a stage has. */
export type Parsers = Readonly<Record<string, Parser<Value>>>

/** The parameters that parsers give. */
export type Parsed<P extends Parsers> = {
  readonly [N in keyof P]: Exclude<ReturnType<P[N]>, undefined>
}

export const text: Parser<string> = (value) => (typeof value === 'string' ? value : undefined)

export const number: Parser<number> = (value) => (typeof value === 'number' ? value : undefined)

export const truth: Parser<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)

/** A number, or a word that stands for none. */
export function numberOr<W extends string>(word: W): Parser<number | W> {
  return (value) => (value === word ? word : number(value))
}

/**
 * The parameters of a stage's run.
 *
 * @throws Error where one is missing, or is of another type
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
 * Those of a stage's parameters that a partition was made with: one of an earlier revision may lack
 * some.
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
