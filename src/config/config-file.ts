import { dirname, join, resolve } from 'node:path'
import { isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import { Failure } from '../failure.ts'
import { readText } from '../files/user-files.ts'
import { isS3Url } from '../lake/store/s3/location.ts'
import { nearestWord } from '../words/nearest.ts'
import type { SettingValue } from './kind.ts'
import { ALL_SETTINGS, SECRET, type Setting } from './settings.ts'

/** File name searched for in the working folder and every folder above it. */
export const CONFIG_NAME = 'spymaster.config.yaml'

/** The settings of a configuration file. */
export interface Config {
  /** Path of the file; undefined without one. */
  readonly path: string | undefined
  /** By dotted key. */
  readonly values: ReadonlyMap<string, { readonly value: SettingValue; readonly line: number }>
}

export const NO_CONFIG: Config = { path: undefined, values: new Map() }

/** Folders and environment that decide where the file is searched for. */
export interface ConfigSearch {
  readonly folder: string
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Reads the configuration: the file of the working folder or of the nearest folder above it, else
 * the user's own.
 *
 * @throws Failure `usage` naming file, line and key of an invalid entry
 */
export async function readConfig(place: ConfigSearch): Promise<Config> {
  for (const path of candidates(place)) {
    const text = await readText(path).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error
      const { found = 'nothing' } = error.detail
      const what = 'the configuration cannot be read'
      throw new Failure(
        { code: 'input', what, where: path, expected: 'a file', found },
        { cause: error },
      )
    })
    if (text !== undefined) return parseConfig(text, path)
  }
  return NO_CONFIG
}

/** Possible paths; the first that exists is used. */
function candidates({ folder, home, env }: ConfigSearch): string[] {
  const paths: string[] = []
  for (let each = resolve(folder); ; each = dirname(each)) {
    paths.push(join(each, CONFIG_NAME))
    if (dirname(each) === each) break
  }
  return [...paths, join(env.XDG_CONFIG_HOME || join(home, '.config'), 'spymaster/config.yaml')]
}

/**
 * Reads a configuration's text.
 *
 * @param path of the file: for messages, and the base of relative paths in it
 * @throws Failure `usage`
 */
export function parseConfig(text: string, path: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault) {
    const [first] = fault.message.split('\n')
    const what = `invalid YAML: ${first.replace(/ at line .*$/, '')}`
    throw invalid(path, lines.linePos(fault.pos[0]).line, undefined, { what })
  }
  const values = new Map<string, { value: SettingValue; line: number }>()
  const plain = (node: Node | null): unknown => {
    try {
      return node?.toJS(document) ?? null
    } catch {
      return null // an unresolved alias
    }
  }
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null)) return { path, values }
  if (!isMap(root)) {
    throw invalid(path, 1, undefined, {
      what: 'the configuration is not a map',
      expected: 'keys and values',
    })
  }
  for (const { key, node, line } of entriesOf(root, '', path, lines)) {
    const setting = ALL_SETTINGS.find((each) => each.key === key)
    if (!setting) throw unknownKey(path, line, key)
    assertFields(setting, node, plain, path, lines)
    assertTexts(setting, node, plain, path, lines)
    values.set(key, { value: readValue(setting, plain(node), path, line), line })
  }
  return { path, values }
}

function hasSecret(prefix: string): boolean {
  return ALL_SETTINGS.some(({ key, isSecret }) => isSecret && key.startsWith(prefix))
}

interface Entry {
  readonly key: string
  readonly node: Node | null
  readonly line: number
}

/** The keys of a map and of its groups, dotted. */
function entriesOf(map: YAMLMap, prefix: string, path: string, lines: LineCounter): Entry[] {
  return map.items.flatMap((item) => {
    const line = lines.linePos((item.key as Node).range?.[0] ?? 0).line
    const key = `${prefix}${isScalar(item.key) ? String(item.key.value) : String(item.key)}`
    const node = item.value as Node | null
    if (!ALL_SETTINGS.some((setting) => setting.key.startsWith(`${key}.`)))
      return { key, node, line }
    if (isMap(node)) return entriesOf(node, `${key}.`, path, lines)
    throw invalid(path, line, key, {
      what: 'the value is invalid',
      expected: 'a map of keys and values',
      // The value may be a secret that belongs a line below.
      found: hasSecret(`${key}.`) ? 'another value' : excerpt(node?.toJSON()),
    })
  })
}

function readValue(setting: Setting, found: unknown, path: string, line: number): SettingValue {
  const value = setting.kind.fromYaml(found)
  if (value === undefined) {
    const what = 'the value is invalid'
    const { expected } = setting.kind
    const shown = setting.isSecret ? SECRET : excerpt(found)
    throw invalid(path, line, setting.key, { what, expected, found: shown })
  }
  if (!setting.isPath || isS3Url(String(value))) return value
  return resolve(dirname(path), String(value))
}

/** Throws for the first invalid field of a map of maps, naming its line. */
function assertFields(
  { key, kind }: Setting,
  node: Node | null,
  plain: (node: Node | null) => unknown,
  path: string,
  lines: LineCounter,
): void {
  const { fields, isName } = kind
  if (!fields || !isMap(node)) return
  for (const outer of entriesOf(node, `${key}.`, path, lines)) {
    const name = outer.key.slice(key.length + 1)
    const invalidValue = { what: 'the value is invalid', found: excerpt(plain(outer.node)) }
    if (!isName?.(name)) {
      const expected = 'a root like CL'
      throw invalid(path, outer.line, outer.key, {
        ...invalidValue,
        expected,
        found: excerpt(name),
      })
    }
    if (!isMap(outer.node)) {
      const expected = `some of ${Object.keys(fields).join(', ')}`
      throw invalid(path, outer.line, outer.key, { ...invalidValue, expected })
    }
    for (const field of entriesOf(outer.node, '', path, lines)) {
      const full = `${outer.key}.${field.key}`
      if (!Object.hasOwn(fields, field.key)) {
        throw unknownKey(path, field.line, full, Object.keys(fields), field.key)
      }
      const found = plain(field.node)
      if (fields[field.key].fromYaml(found) !== undefined) continue
      const { expected } = fields[field.key]
      throw invalid(path, field.line, full, { ...invalidValue, expected, found: excerpt(found) })
    }
  }
}

/** Throws for the first invalid entry of a map of texts, naming its line and what is wrong. */
function assertTexts(
  { key, kind }: Setting,
  node: Node | null,
  plain: (node: Node | null) => unknown,
  path: string,
  lines: LineCounter,
): void {
  if (!kind.faultOf || !isMap(node)) return
  for (const entry of entriesOf(node, `${key}.`, path, lines)) {
    const what = kind.faultOf(entry.key.slice(key.length + 1), plain(entry.node))
    if (what !== undefined) throw invalid(path, entry.line, entry.key, { what })
  }
}

function unknownKey(
  path: string,
  line: number,
  key: string,
  known: readonly string[] = ALL_SETTINGS.map((setting) => setting.key),
  name: string = key,
): Failure {
  const meant = nearestWord(name, known)
  return invalid(path, line, key, {
    what: 'unknown setting',
    ...(meant === undefined
      ? { expected: `one of ${known.join(', ')}` }
      : { fix: `did you mean "${meant}"?` }),
  })
}

function invalid(
  path: string,
  line: number,
  key: string | undefined,
  detail: { what: string; expected?: string; found?: string; fix?: string },
): Failure {
  const where = `${path}, line ${line}${key === undefined ? '' : `, ${key}`}`
  return new Failure({ code: 'usage', where, ...detail })
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
