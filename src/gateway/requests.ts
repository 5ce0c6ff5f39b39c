import { SCHEMAS } from '../dbn/codes.ts'
import { parseInstant } from './instant.ts'

/** The symbologies that the gateway resolves. */
export const SYMBOLOGIES = ['raw_symbol', 'parent', 'instrument_id'] as const
export type Symbology = (typeof SYMBOLOGIES)[number]

/** The symbol that stands for every instrument. */
export const ALL_SYMBOLS = 'ALL_SYMBOLS'

/** Most symbols of one request, as the vendor has it. */
const MAX_SYMBOLS = 2000
const SCHEMA_NAMES: readonly string[] = SCHEMAS
const MAX_ID = 2 ** 32 - 1
const HEARTBEAT_SECONDS = { min: 5, max: 1800, default: 30 }

/** What a session is like, as the client asked for it when it logged in. */
export interface Login {
  readonly type: 'login'
  /** The answer to the challenge: hash and bucket. */
  readonly auth: string
  readonly dataset: string
  readonly compression: 'none' | 'zstd'
  readonly tsOut: boolean
  readonly heartbeatSeconds: number
  readonly slowReader: 'skip' | 'warn'
  /** How the client names itself; empty if it does not. */
  readonly client: string
}

/** What subscribe and unsubscribe have in common: one chunk of symbols. */
export interface SymbolsChunk {
  /** The number of the schema; see SCHEMAS. */
  readonly schema: number
  readonly stypeIn: Symbology
  readonly symbols: readonly string[]
  /** Is this the last chunk of its request? */
  readonly isLast: boolean
}

export interface Subscribe extends SymbolsChunk {
  readonly type: 'subscribe'
  /** From when records are replayed by ts_event; undefined for no replay. */
  readonly start: bigint | undefined
  readonly snapshot: boolean
  /** The client's number of the request, the same in all its chunks. */
  readonly id: number | undefined
}

export interface Unsubscribe extends SymbolsChunk {
  readonly type: 'unsubscribe'
}

export interface Start {
  readonly type: 'start'
}

/** A line that is no request, or one that cannot be met. */
export interface Invalid {
  readonly type: 'invalid'
  /** One clause, for the client. */
  readonly reason: string
}

export type Request = Login | Subscribe | Unsubscribe | Start | Invalid

/**
 * Reads a line of a client. Fields may come in any order, unknown ones are skipped, and a `|` at
 * the end is allowed: the official clients differ in all of this. A reason never repeats the line,
 * which may hold what should not be repeated.
 */
export function parseRequest(line: string): Request {
  const tokens = line.split('|').filter((token) => token !== '')
  const fields = new Map(
    tokens.map((token): [string, string] => {
      const at = token.indexOf('=')
      return at < 0 ? [token, ''] : [token.slice(0, at), token.slice(at + 1)]
    }),
  )
  if (fields.has('auth')) return parseLogin(fields)
  if (tokens[0] === 'unsubscribe') return parseUnsubscribe(fields)
  if (fields.has('start_session')) return { type: 'start' }
  if (fields.has('schema')) return parseSubscribe(fields)
  return invalid('the request is not known')
}

type Fields = ReadonlyMap<string, string>

function parseLogin(fields: Fields): Login | Invalid {
  const dataset = fields.get('dataset')
  if (!dataset) return invalid('dataset is missing')
  const encoding = fields.get('encoding') ?? 'dbn'
  if (encoding !== 'dbn') return unknownValue('encoding', encoding, ['dbn'])
  const compression = fields.get('compression') ?? 'none'
  if (compression !== 'none' && compression !== 'zstd')
    return unknownValue('compression', compression, ['none', 'zstd'])
  const slowReader = fields.get('slow_reader_behavior') ?? 'skip'
  if (slowReader !== 'skip' && slowReader !== 'warn')
    return unknownValue('slow_reader_behavior', slowReader, ['skip', 'warn'])
  const tsOut = parseBit(fields.get('ts_out'), false)
  if (tsOut === undefined) return unknownValue('ts_out', fields.get('ts_out'), ['0', '1'])
  const heartbeat = fields.get('heartbeat_interval_s')
  const { min, max } = HEARTBEAT_SECONDS
  const heartbeatSeconds =
    heartbeat === undefined ? HEARTBEAT_SECONDS.default : wholeNumber(heartbeat)
  if (heartbeatSeconds === undefined || heartbeatSeconds < min || heartbeatSeconds > max)
    return invalid(`heartbeat_interval_s must be ${min} to ${max}`)
  return {
    type: 'login',
    auth: fields.get('auth') ?? '',
    dataset,
    compression,
    tsOut,
    heartbeatSeconds,
    slowReader,
    client: fields.get('client') ?? '',
  }
}

function parseSubscribe(fields: Fields): Subscribe | Invalid {
  const chunk = parseChunk(fields)
  if ('reason' in chunk) return chunk
  const startText = fields.get('start')
  const start = startText === undefined ? undefined : parseInstant(startText)
  if (startText !== undefined && start === undefined)
    return invalid('start must be nanoseconds since 1970 or an ISO 8601 time')
  const snapshot = parseBit(fields.get('snapshot'), false)
  if (snapshot === undefined) return unknownValue('snapshot', fields.get('snapshot'), ['0', '1'])
  if (snapshot && SCHEMAS[chunk.schema] !== 'mbo') return invalid('snapshot is for mbo only')
  if (snapshot && start !== undefined) return invalid('snapshot and start exclude each other')
  const idText = fields.get('id')
  const id = idText === undefined ? undefined : wholeNumber(idText)
  if (idText !== undefined && (id === undefined || id > MAX_ID))
    return invalid(`id must be a whole number up to ${MAX_ID}`)
  return { type: 'subscribe', ...chunk, start, snapshot, id }
}

function parseUnsubscribe(fields: Fields): Unsubscribe | Invalid {
  const chunk = parseChunk(fields)
  return 'reason' in chunk ? chunk : { type: 'unsubscribe', ...chunk }
}

function parseChunk(fields: Fields): SymbolsChunk | Invalid {
  const schemaText = fields.get('schema') ?? ''
  const schema = SCHEMA_NAMES.indexOf(schemaText)
  if (schema < 0) return unknownValue('schema', schemaText, SCHEMAS)
  const stypeText = fields.get('stype_in') ?? 'raw_symbol'
  const stypeIn = SYMBOLOGIES.find((name) => name === stypeText)
  if (!stypeIn) return unknownValue('stype_in', stypeText, SYMBOLOGIES)
  const symbols = (fields.get('symbols') ?? '').split(',').filter((symbol) => symbol !== '')
  if (symbols.length === 0) return invalid('symbols are missing')
  if (symbols.length > MAX_SYMBOLS) return invalid(`symbols must be ${MAX_SYMBOLS} at most`)
  const isLast = parseBit(fields.get('is_last'), true)
  if (isLast === undefined) return unknownValue('is_last', fields.get('is_last'), ['0', '1'])
  return { schema, stypeIn, symbols, isLast }
}

function parseBit(text: string | undefined, otherwise: boolean): boolean | undefined {
  if (text === undefined) return otherwise
  return text === '1' ? true : text === '0' ? false : undefined
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined
}

function unknownValue(
  field: string,
  value: string | undefined,
  expected: readonly string[],
): Invalid {
  const shown = (value ?? '').replace(/[^\w.:-]/g, '?').slice(0, 40)
  return invalid(`${field} "${shown}" is not supported, expected ${expected.join(', ')}`)
}

function invalid(reason: string): Invalid {
  return { type: 'invalid', reason }
}
