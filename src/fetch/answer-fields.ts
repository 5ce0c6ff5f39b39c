import { AnswerError } from './http-error.ts'

/** Reads the fields of a JSON object that a server sent, and says which is missing or of another type. */
export class AnswerFields {
  readonly #what: string
  readonly #fields: ReadonlyMap<string, unknown>

  /** @param what of an error: "the job" */
  constructor(what: string, value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new AnswerError(`${what} is not an object`)
    }
    this.#what = what
    this.#fields = new Map(Object.entries(value))
  }

  text(name: string): string {
    const value = this.#fields.get(name)
    if (typeof value === 'string') return value
    throw this.#invalid(name, 'a text')
  }

  optionalText(name: string): string | undefined {
    const value = this.#fields.get(name)
    return typeof value === 'string' ? value : undefined
  }

  /** A count or size. */
  count(name: string): number {
    return asCount(`${this.#what}'s "${name}"`, this.#fields.get(name))
  }

  value(name: string): unknown {
    return this.#fields.get(name)
  }

  #invalid(name: string, expected: string): AnswerError {
    return new AnswerError(`${this.#what}'s "${name}" is not ${expected}`)
  }
}

export function asList(what: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw new AnswerError(`${what} is not a list`)
}

/** A whole number that is exact. */
export function asCount(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new AnswerError(`${what} is not a whole number`)
}

/** An amount of US dollars. */
export function asAmount(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new AnswerError(`${what} is not an amount`)
}
