import { Failure } from '../failure.ts'

/** Numbers by name: the dealers' signs by right, multipliers by root. */
export type NumbersByName = Readonly<Record<string, number>>

/** Fields by name: the rules of each root. */
export type FieldsByName = Readonly<Record<string, Readonly<Record<string, string | number>>>>

/** Texts by name: signals. */
export type TextsByName = Readonly<Record<string, string>>

export type SettingValue =
  | string
  | number
  | readonly string[]
  | NumbersByName
  | FieldsByName
  | TextsByName

/** The type of a setting's value, read from YAML or from the text of a flag or variable. */
export interface SettingKind {
  /** "a whole number from 1 to 64". */
  readonly expected: string
  /** Converts a YAML value; undefined if it is invalid. */
  fromYaml(value: unknown): SettingValue | undefined
  /** Converts a text; undefined if it is invalid. */
  fromText(text: string): SettingValue | undefined
  /** For a map of maps, the fields of the inner maps; lets errors name line and field. */
  readonly fields?: Readonly<Record<string, SettingKind>>
  /** For a map of texts, what is wrong with an entry; lets errors name its line and the reason. */
  faultOf?(name: string, value: unknown): string | undefined
  /** For a map of maps, whether a key of the outer map is valid. */
  isName?(name: string): boolean
}

/** A non-empty text that passes the check. */
export function text(expected: string, isOne: (text: string) => boolean = () => true): SettingKind {
  const fromText = (value: string) => (value !== '' && isOne(value) ? value : undefined)
  return {
    expected,
    fromText,
    fromYaml: (value) => (typeof value === 'string' ? fromText(value) : undefined),
  }
}

/** A text that the given parser accepts; it throws a Failure for others. */
export function parsedBy(expected: string, read: (text: string) => unknown): SettingKind {
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

export function choice(choices: readonly string[]): SettingKind {
  return text(choices.join(' or '), (value) => choices.includes(value))
}

/** A number within bounds, both included. */
export function number(
  minimum: number,
  maximum: number,
  expected = `a number from ${minimum} to ${maximum}`,
): SettingKind {
  return numberThat(expected, (value) => {
    return value >= minimum && value <= maximum
  })
}

export function wholeNumber({ min, max }: { min: number; max: number }): SettingKind {
  return numberThat(`a whole number from ${min} to ${max}`, (value) => {
    return Number.isInteger(value) && value >= min && value <= max
  })
}

/** A list in YAML, comma-separated as a text. */
export function texts(expected: string): SettingKind {
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
): SettingKind {
  const checked = (entries: readonly (readonly [string, unknown])[]): NumbersByName | undefined => {
    const isValid =
      entries.length > 0 &&
      new Set(entries.map(([name]) => name)).size === entries.length &&
      entries.every(([name, value]) => typeof value === 'number' && isOne(name, value)) &&
      needed.every((name) => entries.some(([found]) => found === name))
    return isValid ? (Object.fromEntries(entries) as NumbersByName) : undefined
  }
  return {
    expected,
    fromText: (value) =>
      checked(
        value.split(',').map((part) => {
          const [name, size = '', ...rest] = part.split('=')
          return [name, rest.length === 0 ? parseDecimal(size) : undefined]
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
  fields: Readonly<Record<string, SettingKind>>,
): SettingKind {
  const isMap = (value: unknown): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  const checked = (
    entries: readonly (readonly [string, string, unknown])[],
    read: (kind: SettingKind, value: unknown) => SettingValue | undefined,
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

/**
 * Texts by name: a map in YAML, "a=one;b=two" as a text.
 *
 * @param faultOf what is wrong with an entry, as a clause; undefined if it is valid
 */
export function textsByName(
  expected: string,
  faultOf: (name: string, value: string) => string | undefined,
): SettingKind {
  const fault = (name: string, value: unknown) =>
    typeof value === 'string' ? faultOf(name, value) : 'the value is no text'
  const checked = (entries: readonly (readonly [string, unknown])[]): TextsByName | undefined => {
    const names = new Set(entries.map(([name]) => name))
    const isValid =
      entries.length > 0 &&
      names.size === entries.length &&
      entries.every(([name, value]) => fault(name, value) === undefined)
    return isValid ? (Object.fromEntries(entries) as TextsByName) : undefined
  }
  return {
    expected,
    faultOf: fault,
    fromText: (value) =>
      checked(
        value.split(';').map((part) => {
          const [, name = '', text = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? []
          return [name.trim(), text.trim()] as const
        }),
      ),
    fromYaml: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? checked(Object.entries(value))
        : undefined,
  }
}

function numberThat(expected: string, isOne: (value: number) => boolean): SettingKind {
  const checked = (value: unknown) =>
    typeof value === 'number' && isOne(value) ? value : undefined
  return { expected, fromText: (value) => checked(parseDecimal(value)), fromYaml: checked }
}

/** A decimal number; undefined for any other text, including the empty one. */
function parseDecimal(value: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : undefined
}
