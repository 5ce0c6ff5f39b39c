import { Failure } from '../failure.ts'

/** Numbers by name: the dealers' signs by right, multipliers by root. */
export type NumbersByName = Readonly<Record<string, number>>

/** Fields by name: the rules of each root. */
export type FieldsByName = Readonly<Record<string, Readonly<Record<string, string | number>>>>

export type SettingValue = string | number | readonly string[] | NumbersByName | FieldsByName

/** What values a setting takes, written in YAML and as the text of a flag or of the environment. */
export interface Kind {
  /** "a whole number from 1 to 64". */
  readonly expected: string
  /** The value that a value of YAML is; undefined if it is none. */
  fromYaml(value: unknown): SettingValue | undefined
  /** The value that a text is; undefined if it is none. */
  fromText(text: string): SettingValue | undefined
  /** Of a map of maps, what the inner ones may say: a file's errors then name line and field. */
  readonly fields?: Readonly<Record<string, Kind>>
  /** Of such a map, which names the outer one may have. */
  isName?(name: string): boolean
}

/** A text that a check accepts, if there is one. */
export function text(expected: string, isOne: (text: string) => boolean = () => true): Kind {
  const fromText = (value: string) => (value !== '' && isOne(value) ? value : undefined)
  return {
    expected,
    fromText,
    fromYaml: (value) => (typeof value === 'string' ? fromText(value) : undefined),
  }
}

/** A text that a parser of ours reads: what it throws a Failure for is none. */
export function readBy(expected: string, read: (text: string) => unknown): Kind {
  return text(expected, (value) => {
    try {
      read(value)
      return true
    } catch (error) {
      if (error instanceof Failure) return false
      throw error
    }
  })
}

export function oneOf(choices: readonly string[]): Kind {
  return text(choices.join(' or '), (value) => choices.includes(value))
}

/** A number within bounds, both included. */
export function number(
  minimum: number,
  maximum: number,
  expected = `a number from ${minimum} to ${maximum}`,
): Kind {
  return numberThat(expected, (value) => {
    return value >= minimum && value <= maximum
  })
}

export function wholeNumber({ min, max }: { min: number; max: number }): Kind {
  return numberThat(`a whole number from ${min} to ${max}`, (value) => {
    return Number.isInteger(value) && value >= min && value <= max
  })
}

/** Texts: a list in YAML, with commas between in a text. */
export function texts(expected: string): Kind {
  const isOne = (value: unknown) => typeof value === 'string' && value !== ''
  const checked = (values: readonly unknown[]) =>
    values.every(isOne) ? (values as string[]) : undefined
  return {
    expected,
    fromText: (value) => checked(value.split(',')),
    fromYaml: (value) => (Array.isArray(value) ? checked(value) : undefined),
  }
}

/** Numbers by name: a map in YAML, "ES=50,NQ=20" as a text. */
export function numbers(
  expected: string,
  isOne: (name: string, value: number) => boolean,
  needed: readonly string[] = [],
): Kind {
  const checked = (entries: readonly (readonly [string, unknown])[]): NumbersByName | undefined => {
    const isSound =
      entries.length > 0 &&
      new Set(entries.map(([name]) => name)).size === entries.length &&
      entries.every(([name, value]) => typeof value === 'number' && isOne(name, value)) &&
      needed.every((name) => entries.some(([found]) => found === name))
    return isSound ? (Object.fromEntries(entries) as NumbersByName) : undefined
  }
  return {
    expected,
    fromText: (value) =>
      checked(
        value.split(',').map((part) => {
          const [name, size = '', ...rest] = part.split('=')
          return [name, rest.length === 0 ? numberOf(size) : undefined]
        }),
      ),
    fromYaml: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? checked(Object.entries(value))
        : undefined,
  }
}

/** Fields by name: a map of maps in YAML, "CL.tick=0.01,CL.multiplier=1000" as a text. */
export function fieldsByName(
  expected: string,
  isName: (name: string) => boolean,
  fields: Readonly<Record<string, Kind>>,
): Kind {
  const isMap = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const checked = (
    entries: readonly (readonly [string, string, unknown])[],
    read: (kind: Kind, value: unknown) => SettingValue | undefined,
  ): FieldsByName | undefined => {
    const found: Record<string, Record<string, string | number>> = {}
    for (const [name, field, value] of entries) {
      if (!isName(name) || !Object.hasOwn(fields, field)) return undefined
      const one = read(fields[field], value)
      found[name] ??= {}
      if ((typeof one !== 'string' && typeof one !== 'number') || field in found[name])
        return undefined
      found[name][field] = one
    }
    return entries.length > 0 ? found : undefined
  }
  return {
    expected,
    fields,
    isName,
    fromText: (value) =>
      checked(
        value.split(',').map((part) => {
          const [, name = '', field = '', text = ''] = /^([^.=]*)\.([^=]*)=(.*)$/.exec(part) ?? []
          return [name, field, text] as const
        }),
        (kind, text) => kind.fromText(String(text)),
      ),
    fromYaml: (value) => {
      if (!isMap(value) || !Object.values(value).every(isMap)) return undefined
      return checked(
        Object.entries(value).flatMap(([name, inner]) =>
          Object.entries(inner as object).map(([field, each]) => [name, field, each] as const),
        ),
        (kind, each) => kind.fromYaml(each),
      )
    },
  }
}

function numberThat(expected: string, isOne: (value: number) => boolean): Kind {
  const checked = (value: unknown) =>
    typeof value === 'number' && isOne(value) ? value : undefined
  return { expected, fromText: (value) => checked(numberOf(value)), fromYaml: checked }
}

/** A decimal number; undefined for any other text, an empty one too. */
function numberOf(value: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined
}
